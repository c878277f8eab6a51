// The communication log and letters: what was said and sent stays as it was.

#include <gtest/gtest.h>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

RecordCommunication a_call(std::string_view subject, std::string_view follow_up_on = "") {
    RecordCommunication command;
    command.account = AccountId{"7"};
    command.direction = CommunicationDirection::in;
    command.channel = CommunicationChannel::phone;
    command.subject = clear(subject);
    command.text = clear("Wants a payment plan.");
    if (!follow_up_on.empty()) command.follow_up_on = date(follow_up_on);
    return command;
}
AddMemo a_memo(std::string_view entry, std::string_view text) {
    AddMemo command;
    command.account = AccountId{"7"};
    command.entry = DocumentId{entry};
    command.text = clear(text);
    return command;
}
Define<LetterTemplate> a_template(std::vector<Plain> lines) {
    LetterTemplate row;
    row.code = Code{"WELCOME"};
    row.description = Plain{"Welcome"};
    row.subject = Plain{"Account {account_id}"};
    row.lines = std::move(lines);
    return {{}, row};
}
SendLetter a_letter(std::string_view person = "") {
    SendLetter command;
    command.account = AccountId{"7"};
    command.person = PersonId{person};
    command.letter_template = Code{"WELCOME"};
    return command;
}
ResendLetter again(std::string_view letter) {
    return {AccountId{"7"}, DocumentId{letter}, {}};
}

class CommunicationBooks : public Scenario {
  public:
    CommunicationBooks() : Scenario(standard_settings()) {
        given(a_gas_customer("7", "2022-01-05"));
        given({a_person("P9", "Bo Reed"),
               LinkPerson{AccountId{"7"}, {.person = PersonId{"P9"}, .relationship_type = Code{"ACCT"}}}});
        today("2022-03-20");
    }
    [[nodiscard]] const AccountCommunications& log() { return world().communications_of(AccountId{"7"}); }
};

TEST(Communications, C17_AnEntryIsOfTheMainCustomerUnlessItNamesAnotherPerson) {
    CommunicationBooks books;
    books.when(a_call("High bill")).then_accepted();
    ASSERT_EQ(books.made<ActivityRecorded>().size(), 1u);
    const auto entry = books.made<ActivityRecorded>()[0];
    EXPECT_EQ(entry.entry.str(), "7-LOG1");
    EXPECT_EQ(entry.person.str(), "P7");
    EXPECT_EQ(entry.subject, clear("P7", "High bill"));
    EXPECT_EQ(entry.text, clear("P7", "Wants a payment plan."));
    EXPECT_EQ(to_string(entry.happened_on), "2022-03-20");
    RecordCommunication of_another = a_call("Guarantee");
    of_another.person = PersonId{"P9"};
    books.when(of_another).then_accepted();
    EXPECT_EQ(books.made<ActivityRecorded>()[0].text, clear("P9", "Wants a payment plan."));
    of_another.person = PersonId{"P8"};
    books.when(of_another).then_rejected(Rejection::person_not_on_account, "person");
}

TEST(Communications, C17_ANoteHasNoDirectionAndAllElseHasOne) {
    CommunicationBooks books;
    RecordCommunication note = a_call("Dog in the yard");
    note.channel = CommunicationChannel::note;
    books.when(note).then_rejected(Rejection::field_invalid, "direction");
    note.direction = CommunicationDirection::unstated;
    books.when(note).then_accepted();
    note.channel = CommunicationChannel::visit;
    books.when(note).then_rejected(Rejection::field_missing, "direction");
    note.subject = {};
    note.direction = CommunicationDirection::out;
    books.when(note).then_rejected(Rejection::field_missing, "subject");
}

TEST(Communications, C17_MemosAreAddedAndNothingIsEverChanged) {
    CommunicationBooks books;
    books.given({a_call("High bill")});
    books.when(a_memo("7-LOG1", "Called back.")).then_accepted();
    EXPECT_EQ(books.made<MemoAdded>()[0].memo.str(), "7-MEM1");
    EXPECT_EQ(books.made<MemoAdded>()[0].text, clear("P7", "Called back."));
    books.when(a_memo("7-LOG1", "Called again.")).then_accepted();
    EXPECT_EQ(books.made<MemoAdded>()[0].memo.str(), "7-MEM2");

    RecordCommunication changed = a_call("Another subject");
    changed.entry = DocumentId{"7-LOG1"};
    books.when(changed).then_rejected(Rejection::communication_never_changes, "entry");
    AddMemo memo = a_memo("7-LOG1", "Another text.");
    memo.memo = DocumentId{"7-MEM1"};
    books.when(memo).then_rejected(Rejection::communication_never_changes, "memo");
    books.when(a_memo("7-LOG2", "Of what?")).then_rejected(Rejection::communication_unknown, "entry");
    books.when(a_memo("7-LOG1", "")).then_rejected(Rejection::field_missing, "text");
}

TEST(Communications, C17_AFollowUpWaitsUntilAMemoSaysThatItIsDone) {
    CommunicationBooks books;
    books.when(a_call("Late", "2022-03-19")).then_rejected(Rejection::date_out_of_order, "follow_up_on");
    books.given({a_call("High bill", "2022-03-25"), a_call("Moves out")});
    ASSERT_EQ(books.log().follow_ups.size(), 1u);
    EXPECT_EQ(books.log().follow_ups[0].entry.str(), "7-LOG1");

    AddMemo later = a_memo("7-LOG1", "Not reached.");
    later.follow_up_on = date("2022-03-28");
    books.given({later});
    ASSERT_EQ(books.log().follow_ups.size(), 1u);
    EXPECT_EQ(to_string(books.log().follow_ups[0].on), "2022-03-28");
    EXPECT_EQ(books.world().open(books.log().follow_ups[0].subject), "High bill");

    AddMemo done = a_memo("7-LOG1", "Explained.");
    done.follow_up_done = true;
    books.given({done});
    EXPECT_TRUE(books.log().follow_ups.empty());
    books.when(done).then_rejected(Rejection::no_follow_up_waits, "follow_up_done");
}

TEST(Letters, C18_ATemplateNamesOnlyFieldsThatThereAre) {
    CommunicationBooks books;
    books.when(a_template({Plain{"Dear {customer}"}})).then_rejected(Rejection::letter_field_unknown, "row.lines[0]");
    EXPECT_EQ(books.refusal()->value, "customer");
    books.when(a_template({Plain{"Dear {customer_name"}})).then_rejected(Rejection::field_invalid, "row.lines[0]");
    books.when(a_template({Plain{}})).then_rejected(Rejection::field_missing, "row.lines");
    books.when(a_template({Plain{"Dear {customer_name},"}, Plain{}, Plain{"you owe {balance}."}})).then_accepted();
}

TEST(Letters, C18_ASentLetterKeepsItsTextWhateverBecomesOfItsTemplate) {
    CommunicationBooks books;
    books.when(a_letter()).then_rejected(Rejection::code_unknown, "letter_template");
    books.given({a_template({Plain{"Dear {person_name},"}, Plain{},
                             Plain{"{customer_name} is served at {service_address}, and owes {balance}."},
                             Plain{"{letter_date}"}})});
    books.when(a_letter("P9")).then_accepted();
    ASSERT_EQ(books.made<LetterSent>().size(), 1u);
    const auto sent = books.made<LetterSent>()[0];
    EXPECT_EQ(sent.letter.str(), "7-LET1");
    EXPECT_EQ(sent.subject, clear("P9", "Account 7"));
    EXPECT_EQ(sent.text, clear("P9",
                               "Dear Bo Reed,\n\nCustomer 7 is served at 1 Quay Street, Albany, NY, and owes USD "
                               "0.00.\n2022-03-20"));
    EXPECT_EQ(sent.delivery.printed_name.bytes, "Bo Reed");
    EXPECT_EQ(sent.delivery.destination.bytes, "12 Mill Lane\nAlbany, NY 12207");

    books.given({a_template({Plain{"Something else."}})});
    books.today("2022-03-25").when(again("7-LET1")).then_accepted();
    const auto resent = books.made<LetterResent>()[0];
    EXPECT_EQ(resent.letter.str(), "7-LET2");
    EXPECT_EQ(resent.first.str(), "7-LET1");
    EXPECT_EQ(resent.subject.bytes, sent.subject.bytes);
    EXPECT_EQ(resent.text.bytes, sent.text.bytes);
    books.when(again("7-LET2")).then_accepted();
    EXPECT_EQ(books.made<LetterResent>()[0].letter.str(), "7-LET3");
    EXPECT_EQ(books.made<LetterResent>()[0].first.str(), "7-LET1");
    books.when(again("7-LET9")).then_rejected(Rejection::letter_unknown, "letter");
}

TEST(Letters, C18_AFieldThatTheAccountHasNothingForIsRefusedByName) {
    CommunicationBooks books;
    books.given({a_template({Plain{"Pay by {due_date}."}})});
    books.when(a_letter()).then_rejected(Rejection::letter_field_has_no_value, "letter_template");
    EXPECT_EQ(books.refusal()->value, "due_date");
}

TEST(Letters, C18_AMemoIsAddedToALetter) {
    CommunicationBooks books;
    books.given({a_template({Plain{"Welcome."}}), a_letter("P9")});
    books.when(a_memo("7-LET1", "Came back.")).then_accepted();
    EXPECT_EQ(books.made<MemoAdded>()[0].text, clear("P9", "Came back."));
}

}  // namespace
}  // namespace tally::test
