#pragma once
// An account's communication log, and letters as they were sent.

#include "projections/communications/communication_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// From the account's events. Empty channel: all of them.
[[nodiscard]] Answered<CommunicationsAnswer> communications(const Reader&, const domain::AccountId&,
                                                            const domain::Code& channel, const AsOf&, const Page&);
[[nodiscard]] Answered<LetterAnswer> letter(const Reader&, const domain::DocumentId&, const AsOf&);

}  // namespace tally::projections
