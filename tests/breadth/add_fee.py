#!/usr/bin/env python3
"""Adds a fee in a copy of the sources, as README's "Where to change what" says, and counts the files it had to touch.

    tests/breadth/add_fee.py COMPILER [INCLUDE_DIRECTORY...]

The copy must compile wherever events are visited; and a fee that does not say what it is about must not.
"""

import sys
import tempfile

from source_copy import SourceCopy

FILES_MAX = 6

EVENT = """
struct ReminderSent {
    static constexpr std::string_view type_name = "account.reminder_sent";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::fee;
    static constexpr Legs legs{GlRole::ar, GlRole::fee};
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    DocumentId overdue;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::reminder;
    static constexpr auto ar_document = &ReminderSent::charge;
    static constexpr ChangedItem<ReminderSent> changes{&ReminderSent::charge, &ReminderSent::sa};
    static constexpr std::tuple makes{
        NamedDocument<ReminderSent>{"charge", &ReminderSent::charge, ArEntryKind::reminder}};
    template <class T = ReminderSent>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                          Field{"charge", &T::charge, "The fee: an open item under this id."},
                          Field{"sa", &T::sa, "Agreement that carries it."},
                          Field{"overdue", &T::overdue, "Document that was not paid in time."},
                          Field{"amount", &T::amount, "Above zero."},
                          Field{"financial", &T::financial, "AR / FEE."}};
    }
    bool operator==(const ReminderSent&) const = default;
};
"""

FOLD = """
void evolve_on(MutableWorld& world, const Envelope& envelope, const ReminderSent& event) {
    auto& state = evolving_money(world, envelope, event);
    state.fee_count = std::max(state.fee_count + 1, number_in(event.charge.str(), event.account, fee_mark).value_or(0));
}
"""

RULE = """
// One percent of what a document still has open, once it is overdue.
Decided<void> charge_for_reminder(Draft& draft, const AccountId& id, const DocumentId& overdue, Date on) {
    const AccountState* account = draft.account(id);
    ReminderSent event;
    event.account = id;
    event.charge = numbered_id<DocumentId>(id, fee_mark, account->fee_count + std::uint64_t{1});
    if (const ServiceAgreement* carrier = fee_carrier(*account)) event.sa = carrier->sa;
    event.overdue = overdue;
    event.amount = Money{open_amount(*account, overdue).minor / 100};
    if (event.amount <= Money{}) return {};
    auto financial = journal::posted(draft.settings(), {on}, ReminderSent::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    return {};
}

}  // namespace

Decided<Events> decide_on(const PostPayment& command, const Context& context) {
"""

TEST = """
TEST(Reminders, AreAnOpenItemUnderAdjustments) {
    EXPECT_EQ(section_of(ReminderSent::ar_kind), StatementSection::adjustments);
    EXPECT_TRUE(makes_document<ReminderSent>);
}
"""


def add_fee(copy):
    copy.edit("domain/about.h", "    escheat_reclaimed\n};", "    escheat_reclaimed,\n    reminder\n};")
    copy.edit("domain/about.h", '"escheat_reclaimed"});', '"escheat_reclaimed", "reminder"});')
    copy.edit("domain/about.h", "        case ArEntryKind::nsf_fee:\n",
              "        case ArEntryKind::nsf_fee:\n        case ArEntryKind::reminder:\n")
    events = "domain/account/receivables/events.h"
    copy.edit(events, "\nusing ReceivablesEvent =", EVENT + "\nusing ReceivablesEvent =")
    copy.edit(events, "AdjustmentCancelled>;", "AdjustmentCancelled, ReminderSent>;")
    copy.edit("domain/evolve_on.h", "void evolve_on(MutableWorld&, const Envelope&, const NsfFeeCharged&);",
              "void evolve_on(MutableWorld&, const Envelope&, const NsfFeeCharged&);\n"
              "void evolve_on(MutableWorld&, const Envelope&, const ReminderSent&);")
    copy.append_before_end("domain/account/receivables/receivables_evolve.cpp", FOLD)
    rule = "domain/account/receivables/payments.cpp"
    copy.edit(rule, "\n}  // namespace\n\nDecided<Events> decide_on(const PostPayment& command, const Context& context) {\n",
              RULE)
    copy.edit(rule, "if (bears_fee) TALLY_TRY(charge_nsf_fee(draft, payments.front().posted, *tender, *on));",
              "if (bears_fee) TALLY_TRY(charge_nsf_fee(draft, payments.front().posted, *tender, *on));\n"
              "    TALLY_TRY(charge_for_reminder(draft, payments.front().posted.payor, {}, *on));")
    copy.append_before_end("tests/domain/credit_test.cpp", TEST)


def main():
    compiler, includes = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as directory:
        copy = SourceCopy(directory)
        add_fee(copy)
        visitors = copy.visitors()
        if len(visitors) < 15:
            sys.exit(f"only {len(visitors)} sources visit events: does the search still find them?")
        wrong = copy.compile(visitors, compiler, includes)
        if wrong:
            sys.exit("a fee needs more than the README says; these do not compile:\n" +
                     "\n".join(f"{name}: {errors}" for name, errors in wrong.items()))
        print(f"a fee: {len(copy.touched)} files of {FILES_MAX} at most; {len(visitors)} sources compile")
        for name in sorted(copy.touched):
            print("  " + name)
        if len(copy.touched) > FILES_MAX:
            sys.exit("a fee touches more files than that")

        # What the compiler must ask for.
        events = "domain/account/receivables/events.h"
        for fact, source in [
                ("    static constexpr ArEntryKind ar_kind = ArEntryKind::reminder;\n", "domain/closed_lists.cpp"),
                ("    static constexpr auto ar_document = &ReminderSent::charge;\n", "domain/closed_lists.cpp"),
                ("    static constexpr Legs legs{GlRole::ar, GlRole::fee};\n    AccountId account;\n    DocumentId charge;\n"
                 "    ServiceAgreementId sa;\n    DocumentId overdue;\n", "domain/books/journal.cpp"),
                ("    static constexpr Topic topic = Topic::fee;\n    static constexpr Legs legs{GlRole::ar, GlRole::fee};\n"
                 "    AccountId account;\n    DocumentId charge;\n    ServiceAgreementId sa;\n    DocumentId overdue;\n",
                 "projections/calendar/calendar.cpp")]:
            path = copy.root / events
            whole = path.read_text()
            left_out = fact.split("\n")[0] + "\n"
            copy.edit(events, fact, fact.replace(left_out, "", 1))
            if not copy.compile([source], compiler, includes):
                sys.exit(f"a fee without the following compiles {source}:\n{left_out}")
            path.write_text(whole)
        print("a fee that leaves out its topic, legs, AR kind or document does not compile")


main()
