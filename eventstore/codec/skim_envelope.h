#pragma once
// The envelope of an entry, skimmed: the one walk over its fields that does not decode them.

#include <type_traits>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/skim.h"

namespace tally::eventstore::detail {

// Leaves the skimmer where the payload begins.
inline void skim_envelope(Skimmer& skimmer, EnvelopeRef& ref) {
    using domain::Envelope;
    domain::for_each_field<Envelope>([&](const auto& field) {
        using Member = typename std::decay_t<decltype(field)>::member_type;
        // Fields of one type are distinguished by their members, which costs nothing: they are constants.
        if constexpr (std::is_same_v<Member, std::uint64_t>) {
            (field.member == &Envelope::position ? ref.position : ref.version) = skimmer.take<std::uint64_t>();
        } else if constexpr (std::is_same_v<Member, domain::StreamId>) {
            domain::for_each_field<domain::StreamId>([&](const auto& part) {
                if constexpr (std::is_same_v<typename std::decay_t<decltype(part)>::member_type, domain::StreamKind>)
                    ref.stream_kind = take_enum<domain::StreamKind>(skimmer);
                else
                    ref.stream_id = skimmer.take_text();
            });
        } else if constexpr (std::is_same_v<Member, std::uint16_t>) {
            ref.schema_version = skimmer.take<std::uint16_t>();
        } else if constexpr (std::is_same_v<Member, domain::Digest16>) {
            (field.member == &Envelope::event_id ? ref.event_id : ref.command_digest) =
                skimmer.take<domain::Digest16>();
        } else if constexpr (std::is_same_v<Member, domain::CommandId>) {
            ref.command_id = skimmer.take_text();
        } else if constexpr (std::is_same_v<Member, domain::Instant>) {
            ref.recorded_at = skimmer.take<domain::Instant>();
        } else {
            static_assert(std::is_same_v<Member, domain::Plain>);
            if (field.member == &Envelope::event_type)
                ref.event_type = skimmer.take_text();
            else
                skip_value<Member>(skimmer);
        }
    });
}

}  // namespace tally::eventstore::detail
