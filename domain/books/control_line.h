#pragma once
// One posting as a line of text, by which a ledger and the system that books its postings compare their days.

#include <cstddef>
#include <string>

#include "domain/books/posting.h"
#include "domain/envelope.h"

namespace tally::domain::journal {

// "00112233…eeff/P1", of an event's first posting: its permanent name, also in the system that books it.
void append_posting_id(std::string& out, const Digest16& event_id, std::size_t number);
// The posting's id, GL account and minor units, with a tab between them.
void append_control_line(std::string& out, const Digest16& event_id, std::size_t number, const Posting&);

}  // namespace tally::domain::journal
