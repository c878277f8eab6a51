#pragma once
// The life of service agreements, as far as other rules take part in it.

#include <span>
#include <string>

#include "domain/draft.h"
#include "domain/premise/premise.h"

namespace tally::domain {

// Closes every stopped, final-billed agreement with nothing open and reactivates every closed one with something open.
void close_or_reactivate(Draft&, const AccountId&);

// First day the agreement pays for [rule 1].
[[nodiscard]] Date first_charge_day(const ServiceAgreement&);
// First day it no longer pays for; unset while it has no stop. A stop on the start day leaves no day at all.
[[nodiscard]] Date charge_end(const ServiceAgreement&);

// `path` is where the command stands within the one being decided, such as "services[0].". Returns the agreement.
[[nodiscard]] Decided<ServiceAgreementId> record_service_start(Draft&, const StartService&, const std::string& path);
// Activates a pending agreement; says what is missing otherwise.
[[nodiscard]] Decided<void> record_activation(Draft&, const ServiceAgreementId&, std::span<const InitialRead> reads,
                                              const std::string& path);
// Requests the stop, completes it where the reads are there, reverts to the landlord [rule 16].
[[nodiscard]] Decided<void> record_service_stop(Draft&, const StopService&, const std::string& path);

// Records a meter or a read, and completes the starts and stops that waited for it.
[[nodiscard]] Decided<void> enter_meter(Draft&, const InstallMeter&, const std::string& path);
[[nodiscard]] Decided<void> enter_read(Draft&, const RecordRead&, const std::string& path, Check);
// A read that closes the day may be all that a move was waiting for: completes stops on it, activates starts after it.
[[nodiscard]] Decided<void> settle_moves(Draft&, const ServicePointId&, Date day);
// A meter may be all that starts at the service point were waiting for.
[[nodiscard]] Decided<void> settle_starts(Draft&, const ServicePointId&);
// A corrected read that started or stopped an agreement is carried over to it: its life is recorded again from there.
[[nodiscard]] Decided<void> correct_service_reads(Draft&, const RegisterRead& corrected);

}  // namespace tally::domain
