#include "tools/tally/demo/contacts.h"

#include <utility>

namespace tally::tools {

using namespace domain;

void DemoContacts::answer_calls(const std::vector<DemoCustomer>& customers) {
    constexpr std::int32_t days_to_answer = 4;
    std::vector<std::pair<std::size_t, AccountId>> to_answer;  // By the command.
    sender_.flush();
    std::size_t next = sender_.made().size();
    for (const auto& customer : customers) {
        if (!chance_.happens(10)) continue;
        RecordCommunication call;
        call.account = customer.account;
        call.direction = CommunicationDirection::in;
        call.channel = CommunicationChannel::phone;
        call.subject.bytes = "Asks why the bill is higher than a year ago";
        call.text.bytes = "Was told that the winter was colder. Wants the use of both years by letter.";
        const bool open = chance_.below(2) == 0;
        if (open) call.follow_up_on = sender_.today() + days_to_answer;
        sender_.attempt(std::move(call), {"csr:ines", {}});
        if (open) to_answer.emplace_back(next, customer.account);
        ++next;
    }
    sender_.flush();
    if (sender_.failure()) return;
    for (const auto& [command, account] : to_answer)
        if (const auto& made = sender_.made()[command])
            follow_ups_[sender_.today() + days_to_answer].push_back({account, DocumentId{made_id(*made, "entry")}});
}

void DemoContacts::follow_up(const std::vector<FollowUp>& due) {
    for (const auto& one : due) {
        AddMemo memo;
        memo.account = one.account;
        memo.entry = one.entry;
        memo.text.bytes = "Use of both years was sent.";
        memo.follow_up_done = true;
        sender_.attempt(std::move(memo), {"csr:ines", {}});
    }
}

void DemoContacts::write_letters(const std::vector<DemoCustomer>& customers) {
    for (const auto& customer : customers) {
        if (!chance_.happens(6)) continue;
        SendLetter letter;
        letter.account = customer.account;
        letter.letter_template = Code{"REMINDER"};
        const auto made = sender_.offer(std::move(letter), {"csr:noor", "Asked for what is overdue in writing"});
        if (!made || chance_.below(3) != 0) continue;
        ResendLetter again;
        again.account = customer.account;
        again.letter = DocumentId{made_id(*made, "letter")};
        sender_.attempt(std::move(again), {"csr:noor", "It did not arrive"});
    }
}

void DemoContacts::run_day(const std::vector<DemoCustomer>& customers) {
    const auto [year, month, day] = ymd(sender_.today());
    while (!follow_ups_.empty() && follow_ups_.begin()->first <= sender_.today()) {
        sender_.timed("calls, memos and letters", [&] { follow_up(follow_ups_.begin()->second); });
        follow_ups_.erase(follow_ups_.begin());
    }
    if (day == 7) sender_.timed("calls, memos and letters", [&] { answer_calls(customers); });
    if (day == 21) sender_.timed("calls, memos and letters", [&] { write_letters(customers); });
}

}  // namespace tally::tools
