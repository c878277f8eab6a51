// Which fields of a command the rules refuse to do without, found out by leaving each of them out of commands that are
// accepted: `tally describe commands` says so. TALLY_REGENERATE=1 writes eventstore/codec/required_fields.cpp anew.

#include "eventstore/codec/required_fields.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "domain/decide.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/codec/json_values.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using namespace eventstore;
using testing::IsEmpty;

constexpr Currency usd_currency{{'U', 'S', 'D', 0}, 2};
const JsonContext json_context{usd_currency, {}};
const std::filesystem::path table_file =
    std::filesystem::path{TALLY_SOURCE_DIR} / "eventstore/codec/required_fields.cpp";

// --- Commands that are accepted, or are so already, in one division

// A division with two gas customers, 7 billed and paid, and something pending of each kind.
class PreparedDivision : public Scenario {
  public:
    PreparedDivision() : Scenario(standard_settings()) {
        given({OpenPeriod{date("2022-01-01"), date("2022-02-01")}, OpenPeriod{date("2022-02-01"), date("2022-03-01")}});
        given(a_gas_customer("7", "2022-01-05")).given(a_gas_customer("8", "2022-01-05"));
        RegisterPerson other = a_person("P9", "Bo Reed");
        other.phones = {{Code{"HOME"}, clear("607 555 0100")}};
        other.addresses.push_back(a_mailing_address("A2"));
        other.addresses.back().kind = AddressKind::seasonal;
        other.addresses.back().season_first = MonthDay{6, 1};
        other.addresses.back().season_last = MonthDay{8, 31};
        given({a_person("P12", "Al Roe")});
        given({other, LinkPerson{AccountId{"7"}, {.person = PersonId{"P9"}, .relationship_type = Code{"ACCT"}}}});
        given({a_service("8", "8-WAT", "WATER", "L8-W", "2022-01-05"),
               a_service("8", "8-BIN", "TRASH", "", "2022-01-05"),
               StopService{.sa = ServiceAgreementId{"8-GAS"}, .stop_on = date("2022-03-01")}});
        today("2022-02-04");
        given({a_read("L7-G", "2022-02-03", "40"), BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-04")}});
        for (const auto* event : {"PE-1", "PE-2"}) given({payment(event)});
        // One deposit that is asked for, one that is held.
        given({BillDeposit{AccountId{"7"}, Code{"KEEP"}, {}, usd("50.00"), {}, {}},
               BillDeposit{AccountId{"7"}, Code{"RESDEP"}, {}, usd("100.00"), date("2022-01-10"), {}},
               named_payment("PE-3", "100.00", "2022-01-20")});
        given({adjustment("BIGCREDIT", "-60.00", "pending"), adjustment("FEE", "5.00", "posted"),
               CreateSpecialCharge{.account = AccountId{"7"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .charge_type = Code{"VISIT"},
                                   .amount = usd("10.00")}});
        RequestAdjustment overdue = adjustment("FEE", "7.00", "overdue");
        overdue.ages_from = date("2022-01-20");
        given({Define<LateChargePolicy>{{},
                                        {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("4.00")}},
               overdue, AssessLateCharges{.account = AccountId{"7"}},
               OpenDispute{.account = AccountId{"7"},
                           .document = DocumentId{"overdue"},
                           .amount = usd("1.00"),
                           .on = {},
                           .memo = {}}});
        overdue.adjustment = DocumentId{"overdue2"};
        given({overdue});
        // An arrangement that stands, one that is paid, one that waits for approval.
        given({Define<ArrangementPolicy>{{}, {.code = Code{"RES"}, .approval_above = usd("7.00")}},
               arrangement("posted", "0", date("2022-03-01")), arrangement("overdue2", "0", date("2022-02-04")),
               paid_instalment("7-IN1", "3.00"), arrangement("7-I1", "8.00", date("2022-03-01"))});
        // Credit, which an instalment would have used.
        given({named_payment("PE-4", "0", "2022-02-04")});
        PublishTariff next = *get_if<PublishTariff>(&tariff_);
        next.effective_from = date("2023-01-01");
        PublishTariff other_tariff = next;
        other_tariff.tariff = TariffId{"G-ALT"};
        other_tariff.effective_from = date("2020-01-01");
        given({next, other_tariff});
    }

    static PostPayment payment(std::string_view event) {
        return {.payment_event = PaymentEventId{event},
                .payor = AccountId{"7"},
                .received_on = date("2022-02-04"),
                .tenders = {{.tender = TenderId{"T1"}, .kind = TenderKind::cheque, .amount = usd("1.00")}},
                .shares = {{.account = AccountId{"7"}, .amount = usd("1.00")}}};
    }
    // Into the deposit that is held; 10.00 stays credit.
    static PostPayment named_payment(std::string_view event, std::string_view to_deposit, std::string_view on) {
        PostPayment made = payment(event);
        made.received_on = date(on);
        made.shares[0].policy = AllocationPolicy::spec;
        made.shares[0].remainder = usd("10.00");
        made.shares[0].amount = made.tenders[0].amount = usd(to_deposit) + usd("10.00");
        if (!usd(to_deposit).is_zero()) made.shares[0].spec = {{DocumentId{"7-D2"}, usd(to_deposit)}};
        return made;
    }
    static RequestArrangement arrangement(std::string_view document, std::string_view amount, Date due_on) {
        return {.account = AccountId{"7"},
                .documents = {DocumentId{document}},
                .amount = usd(amount),
                .number_of_instalments = 1,
                .first_due_on = due_on};
    }
    static PostPayment paid_instalment(std::string_view instalment, std::string_view amount) {
        PostPayment made = payment("PE-5");
        made.tenders[0].amount = made.shares[0].amount = usd(amount);
        made.shares[0].policy = AllocationPolicy::spec;
        made.shares[0].spec = {{DocumentId{instalment}, usd(amount)}};
        return made;
    }
    static RequestAdjustment adjustment(std::string_view type, std::string_view amount, std::string_view id) {
        return {.account = AccountId{"7"},
                .adjustment = DocumentId{id},
                .adjustment_type = Code{type},
                .sa = ServiceAgreementId{"7-GAS"},
                .amount = usd(amount)};
    }
    [[nodiscard]] const Command& tariff() const { return tariff_; }
    PreparedDivision& with_users() {
        const auto add = [](std::string_view id) { return AddUser{UserId{id}, {}, {Role::clerk}}; };
        because("for one reason").given({add("cleo"), add("loki"), add("cli:other"), LockUser{UserId{"loki"}}});
        return *this;
    }

  private:
    static Command first_tariff() {
        for (const auto& command : standard_settings())
            if (holds_alternative<PublishTariff>(command)) return command;
        return {};
    }
    const Command tariff_ = first_tariff();
};

std::vector<Command> settings_examples() {
    std::vector<Command> examples;
    for (const auto& command : standard_settings())
        if (!holds_alternative<CreateDivision>(command) && !holds_alternative<PublishTariff>(command))
            examples.push_back(command);
    examples.push_back(Define<AgingBuckets>{{}, {.last_days = {30, 60, 90}}});
    examples.push_back(
        Define<TaxRelief>{{}, {.code = Code{"STATE"}, .description = Plain{"State"}, .on_write_off = true}});
    examples.push_back(Define<LateChargePolicy>{
        {}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("5.00"), .tax_in_base = true}});
    examples.push_back(Define<ArrangementPolicy>{
        {},
        {.code = Code{"RES"}, .description = Plain{"Instalments"}, .approval_above = usd("9.00"), .grace_days = 3}});
    examples.push_back(Define<LetterTemplate>{
        {}, {Code{"HELLO"}, Plain{"Hello"}, Plain{"Welcome"}, {Plain{"Dear {customer_name},"}, Plain{"welcome."}}}});
    examples.push_back(Define<BillMessage>{{},
                                           {.code = Code{"SAFETY"},
                                            .description = Plain{"Safety"},
                                            .kind = BillMessageKind::civic,
                                            .priority = 5,
                                            .text = Plain{"Call before you dig."},
                                            .from = date("2022-02-01"),
                                            .until = date("2022-03-01"),
                                            .customer_classes = {Code{"RES"}}}});
    CollectionStepRule call{Code{"CALL"}, Plain{"Call"}, CollectionStepKind::call, 5, 1, usd("7.00"), {}};
    examples.push_back(Define<CollectionPolicy>{
        {}, {Code{"RES"}, Plain{"Residential"}, usd("5.00"), 30, true, true, Code{"VISIT"}, usd("35.00"), {call}}});
    examples.push_back(Define<CollectionPolicy>{{}, {Code{"RES"}, {}, {}, 0, false, false, {}, {}, {call}}});
    examples.push_back(Define<LetterTemplate>{{}, {Code{"OVERDUE"}, {}, Plain{"Overdue"}, {Plain{"Please pay."}}}});
    examples.push_back(Define<ProtectionType>{
        {}, {Code{"LIFE"}, Plain{"Life support"}, {CollectionStepKind::disconnect_order}, true, true, 60}});
    examples.push_back(Define<Moratorium>{{},
                                          {Code{"WINTER"},
                                           Plain{"Winter"},
                                           {CollectionStepKind::disconnect_order},
                                           date("2022-11-01"),
                                           date("2023-04-16"),
                                           {Code{"RES"}},
                                           {Code{"NY"}}}});
    examples.push_back(Define<ReadValidation>{
        {}, {Code{"gas"}, Code{"therm"}, Code{"RES"}, rate("3"), rate("0.2"), quantity("9"), rate("5"), 40, 60, 28}});
    examples.push_back(Define<ReadValidation>{{}, {.service = Code{"gas"}, .daily_max = quantity("9")}});
    examples.push_back(
        Define<UsageProfile>{{}, {Code{"gas"}, Code{"therm"}, Code{"RES"}, std::vector<Quantity>(12, quantity("1"))}});
    examples.push_back(
        Define<UsageProfile>{{}, {Code{"gas"}, Code{"therm"}, {}, std::vector<Quantity>(12, quantity("1"))}});
    examples.push_back(OpenPeriod{date("2022-03-01"), date("2022-04-01")});
    examples.push_back(ClosePeriod{date("2022-01-01")});
    examples.push_back(ReportControlTotals{.system = Code{"ERP"},
                                           .day = date("2022-02-04"),
                                           .position = 3,
                                           .count = 0,
                                           .digest = Plain{std::string(64, '0')}});
    return examples;
}

std::vector<Command> person_examples() {
    const PersonId p9{"P9"};
    RegisterPerson whole = a_person("P10", "Cy Dale");
    whole.phones = {{Code{"HOME"}, clear("607 555 0101")}};
    whole.email = clear("cy@example.org");
    whole.identifiers = {{Code{"TAXNO"}, clear("12-345")}};
    RegisterPerson in_parts{.person = PersonId{"P11"}};
    in_parts.name.first = clear("Di");
    in_parts.name.last = clear("Eck");
    PersonAddress season = a_mailing_address("A3");
    season.kind = AddressKind::seasonal;
    season.season_first = MonthDay{1, 1};
    season.season_last = MonthDay{2, 1};
    PersonName name;
    name.full = clear("Bo Reed-Fox");
    PersonName parts;
    parts.first = clear("Bo");
    parts.last = clear("Fox");
    return {whole,
            in_parts,
            ChangePersonName{p9, name},
            ChangePersonName{p9, parts},
            SetPersonPhone{p9, Code{"HOME"}, clear("607 555 0102")},
            RemovePersonPhone{p9, Code{"HOME"}},
            SetPersonEmail{p9, clear("bo@example.org")},
            SetPersonEmail{p9, {}},
            SetPersonIdentifier{p9, Code{"TAXNO"}, clear("98-765")},
            SetPersonAddress{p9, season},
            SetPersonAddress{p9, a_mailing_address("A1", "Troy")},
            RemovePersonAddress{p9, AddressId{"A2"}},
            ErasePerson{PersonId{"P12"}, ErasureGround::request}};
}

std::vector<Command> premise_examples() {
    AddLocation location = get<AddLocation>(a_location("L20").front());
    location.jurisdiction = Code{"NY"};
    location.default_services = {{.service = Code{"trash"}, .sa_type = Code{"TRASH"}}};
    const ServicePointId gas{"L7-G"};
    AddServicePoint point{PremiseId{"L7"}, ServicePointId{"L7-T"}, Code{"trash"}, Plain{"ESI-1"}};
    InstallMeter meter = a_meter("L7-W", "WM7", "2022-01-31", "5", "m3");
    LandlordAgreement agreement{.account = AccountId{"8"}, .sa_type = Code{"GAS"}, .from = date("2022-02-04")};
    return {
        location,
        point,
        meter,
        ChangeLocationAddress{PremiseId{"L7"}, location.address},
        ChangeRegister{gas, Code{"1"}, rate("0.9")},
        ChangeRegister{gas, {}, rate("0.9")},
        RemoveMeter{gas, date("2022-02-04"), {{Code{"1"}, quantity("41")}}},
        a_read("L7-G", "2022-02-04", "41"),
        a_read("L8-G", "2022-02-04", "0"),
        RecordRead{.service_point = gas, .channel = Code{"1"}, .read_on = date("2022-02-04"), .value = quantity("41")},
        SetLandlordAgreement{PremiseId{"L7"}, agreement}};
}

// A read of L8-G is in doubt, and estimates are allowed.
void prepare_doubts(PreparedDivision& division) {
    for (const Command& command : standard_settings())
        if (const auto* type = get_if<Define<ServiceAgreementType>>(&command)) {
            Define<ServiceAgreementType> allowing = *type;
            allowing.row.estimates_allowed = true;
            division.given({allowing});
        }
    division.given(
        {Define<ReadValidation>{{}, {.service = Code{"gas"}, .daily_max = quantity("0.01")}},
         Define<UsageProfile>{{}, {Code{"gas"}, Code{"therm"}, {}, std::vector<Quantity>(12, quantity("1"))}},
         Define<BillCycleWindow>{{}, {Code{"M01"}, date("2022-02-03"), date("2022-02-09"), {}, date("2022-02-03")}},
         AddUser{UserId{"cleo"}, Plain{"Cleo"}, {Role::clerk}}, a_read("L8-G", "2022-02-04", "900")});
}
std::vector<Command> doubt_examples() {
    const ServicePointId gas{"L8-G"};
    const Date day = date("2022-02-04");
    return {AcceptRead{gas, {}, day, Plain{"seen"}},
            AcceptRead{gas, Code{"1"}, day, Plain{"seen"}},
            AssignRead{gas, {}, day, UserId{"cleo"}},
            AssignRead{gas, Code{"1"}, day, {}},
            EstimateRead{gas, {}, {}, day, EstimateMethod::automatic, {}},
            EstimateRead{gas, Code{"1"}, {}, day, EstimateMethod::profile, day}};
}

std::vector<Command> account_examples() {
    const AccountId account{"7"};
    OpenAccount open = an_account("20", "P9");
    open.requested_due_day = 5;
    OpenAccount next = an_account("", "P9");
    next.opened_on = {};
    LinkPerson link{AccountId{"8"}, {.person = PersonId{"P9"}, .relationship_type = Code{"COSIGN"}}};
    AccountPersonChange change{.person = PersonId{"P9"}};
    change.financially_responsible = change_to(true);
    SetUpCustomer with_new{.new_person = a_person("P30", "Fay Gill"), .account = an_account("30", "")};
    with_new.new_location = get<AddLocation>(a_location("L30").front());
    with_new.new_service_points = {{PremiseId{"L30"}, ServicePointId{"L30-G"}, Code{"gas"}, {}}};
    with_new.new_meters = {a_meter("L30-G", "GM30", "2022-02-03")};
    with_new.services = {a_service("30", "", "GAS", "L30-G", "2022-02-04")};
    with_new.other_persons = {{AccountId{"30"}, {.person = PersonId{"P9"}, .relationship_type = Code{"COSIGN"}}}};
    with_new.deposits = {{Code{"RESDEP"}, Code{"GAS"}, ServicePointId{"L30-G"}, usd("50.00"), date("2022-02-20")},
                         {Code{"KEEP"}, {}, {}, usd("50.00"), {}}};
    SetUpCustomer with_known{.existing_person = PersonId{"P9"}, .account = an_account("", "")};
    with_known.existing_premise = PremiseId{"L7"};
    return {open,
            next,
            ChangeAccountTerms{.account = account, .customer_type = change_to(Code{"SENIOR"})},
            link,
            ChangeAccountPerson{account, change},
            UnlinkPerson{account, PersonId{"P9"}},
            ChangeMainCustomer{account, PersonId{"P9"}},
            with_new,
            with_known};
}

std::vector<Command> service_examples() {
    return {a_service("7", "7-T2", "TRASH", "", "2022-02-04"),
            a_service("7", "", "WATER", "L7-W", "2022-02-04"),
            WithdrawServiceStart{ServiceAgreementId{"8-WAT"}},
            StopService{.sa = ServiceAgreementId{"7-GAS"}, .stop_on = date("2022-02-10")},
            StopService{.sa = ServiceAgreementId{"7-GAS"},
                        .stop_on = date("2022-02-04"),
                        .stop_reads = {{Code{"1"}, quantity("41")}}},
            WithdrawServiceStop{ServiceAgreementId{"8-GAS"}},
            MoveServiceStart{ServiceAgreementId{"8-WAT"}, date("2022-02-07")},
            ChangeServiceTariff{ServiceAgreementId{"7-GAS"}, TariffId{"G-ALT"}, date("2022-02-04")},
            ChangeServiceQuantity{ServiceAgreementId{"7-GAS"}, quantity("3"), date("2022-02-04")},
            ChangeServiceQuantity{ServiceAgreementId{"8-WAT"}, quantity("3"), {}},
            ChangeServiceFrequency{ServiceAgreementId{"8-BIN"}, 3},
            MoveOut{.account = AccountId{"7"},
                    .premise = PremiseId{"L7"},
                    .stop_on = date("2022-02-04"),
                    .reads = {{ServicePointId{"L7-G"}, Code{"1"}, quantity("41")}}}};
}

std::vector<Command> billing_examples() {
    const AccountId account{"7"};
    return {BillAccount{AccountId{"7"}, {}, date("2022-03-04")},
            CancelBill{.account = account, .statement = DocumentId{"7-S1"}, .correction_reason = Plain{"wrong day"}},
            CancelBill{.account = account, .statement = DocumentId{"7-S1"}},
            ReverseInvoice{.account = account, .invoice = DocumentId{"7-I1"}},
            CreateSpecialCharge{.account = account, .charge_type = Code{"COPY"}, .amount = usd("2.00")},
            RemoveSpecialCharge{account, DocumentId{"7-X1"}}};
}

std::vector<Command> receivables_examples() {
    const AccountId account{"7"};
    PostPayment least{.tenders = {{.amount = usd("1.00")}}, .shares = {{.account = account}}};
    PostPayment spec = PreparedDivision::payment("PE-9");
    spec.shares[0].policy = AllocationPolicy::spec;
    spec.shares[0].spec = {{DocumentId{"7-I1"}, usd("1.00")}};
    PostPayment two = PreparedDivision::payment("PE-10");
    two.tenders[0].amount = usd("2.00");
    two.shares.push_back({.account = AccountId{"8"}, .amount = usd("1.00")});
    RequestAdjustment fee{.account = account, .adjustment_type = Code{"FEE"}, .amount = usd("3.00")};
    RequestAdjustment credit = PreparedDivision::adjustment("GOODWILL", "-2.00", "ADJ-9");
    credit.target = DocumentId{"7-I1"};
    return {
        least,
        spec,
        two,
        fee,
        credit,
        CancelTender{.payment_event = PaymentEventId{"PE-1"}, .tender = TenderId{"T1"}, .nsf = true},
        CancelTender{.payment_event = PaymentEventId{"PE-1"}},
        CancelPayment{.account = account, .payment = PaymentId{"7-P1"}},
        ApproveAdjustment{account, DocumentId{"pending"}},
        RejectAdjustment{account, DocumentId{"pending"}},
        CancelAdjustment{.account = account, .adjustment = DocumentId{"posted"}},
        AssessLateCharges{.account = account},
        CancelLateCharge{.account = account, .charge = DocumentId{"7-L1"}},
        OpenDispute{.account = account, .document = DocumentId{"7-I1"}, .amount = usd("1.00"), .on = {}, .memo = {}},
        ResolveDispute{.account = account, .dispute = DocumentId{"7-DIS1"}}};
}

// An entry with a follow-up, and a letter.
void prepare_communications(PreparedDivision& division) {
    RecordCommunication entry;
    entry.account = AccountId{"7"};
    entry.subject = clear("call back");
    entry.follow_up_on = date("2022-02-10");
    division.given({Define<LetterTemplate>{{}, {Code{"HELLO"}, {}, Plain{"Welcome"}, {Plain{"Welcome."}}}}, entry,
                    SendLetter{AccountId{"7"}, {}, Code{"HELLO"}, {}}});
}
std::vector<Command> communication_examples() {
    const AccountId account{"7"};
    const Date day = date("2022-02-04"), later = date("2022-02-12");
    return {RecordCommunication{account,
                                {},
                                PersonId{"P9"},
                                CommunicationDirection::in,
                                CommunicationChannel::phone,
                                clear("bill"),
                                clear("too high"),
                                day,
                                later},
            AddMemo{account, {}, DocumentId{"7-LOG1"}, clear("called"), day, false, later},
            AddMemo{account, {}, DocumentId{"7-LOG1"}, clear("called"), day, true, {}},
            SendLetter{account, PersonId{"P9"}, Code{"HELLO"}, day}, ResendLetter{account, DocumentId{"7-LET1"}, day}};
}

std::vector<Command> deposit_examples() {
    const AccountId account{"7"};
    const DocumentId asked{"7-D1"}, held{"7-D2"};
    return {BillDeposit{account, Code{"KEEP"}, ServiceAgreementId{"7-GAS"}, usd("10.00"), {}, date("2022-02-20")},
            BillDeposit{account, Code{"RESDEP"}, {}, {}, {}, {}},
            CancelDepositBill{account, asked, Code{"MOVED"}, {}},
            ReceiveDeposit{account, asked, {}, {}, {}},
            ReceiveDeposit{account, asked, usd("5.00"), DocumentId{"7-P5"}, {}},
            AccrueDepositInterest{account, held, date("2022-02-04")},
            AccrueDepositInterest{account, {}, {}},
            ApplyDeposit{account, held, usd("2.00"), DocumentId{"7-I1"}, {}},
            ApplyDeposit{account, held, {}, {}, {}},
            RefundDeposit{account, held, usd("3.00"), {}}};
}

std::vector<Command> arrangement_examples() {
    const AccountId account{"7"};
    RequestArrangement one_by_one = PreparedDivision::arrangement("7-I1", "5.00", {});
    one_by_one.number_of_instalments = 0;
    one_by_one.instalments = {{date("2022-03-01"), usd("2.00")}, {date("2022-04-01"), usd("3.00")}};
    RequestArrangement equal = PreparedDivision::arrangement("7-I1", "5.00", date("2022-03-01"));
    equal.memo = clear("lost the job");
    RequestArrangement of_all = PreparedDivision::arrangement("7-I1", "0", date("2022-03-01"));
    return {one_by_one,
            equal,
            of_all,
            ApproveArrangement{account, DocumentId{"7-PA3"}},
            RejectArrangement{account, DocumentId{"7-PA3"}},
            BreakArrangement{account, DocumentId{"7-PA1"}, Code{"MOVED"}, true},
            AdvanceArrangements{account, date("2022-02-04")},
            AdvanceArrangements{account, {}}};
}

UnclaimedPolicy a_law(std::string_view code) {
    UnclaimedPolicy row;
    row.code = Code{code};
    row.dormancy_months = 1;
    row.letter_template = Code{"HELLO"};
    row.report_on = MonthDay{3, 10};
    return row;
}
// Accounts whose service never began, each with 30.00 since December: 3 is dormant, 4 noticed, 5 escheated, 6 remitted.
void prepare_unclaimed(PreparedDivision& division) {
    division.given({Define<LetterTemplate>{{}, {Code{"HELLO"}, {}, Plain{"Welcome"}, {Plain{"Welcome."}}}},
                    Define<UnclaimedPolicy>{{}, a_law("LAW")}});
    for (const std::string id : {"3", "4", "5", "6"}) {
        division.given({a_person("P" + id, "Customer " + id), an_account(id, "P" + id, "2021-12-01")});
        division.given(a_location("L" + id));
        division.given({a_service(id, id + "-GAS", "GAS", "L" + id + "-G", "2022-01-10"),
                        WithdrawServiceStart{ServiceAgreementId{id + "-GAS"}},
                        PostPayment{.received_on = date("2021-12-20"),
                                    .tenders = {{.amount = usd("30.00")}},
                                    .shares = {{.account = AccountId{id}}}}});
        if (id != "3") division.given({SendUnclaimedNotice{AccountId{id}, {}}});
        if (id > "4") division.given({EscheatUnclaimed{AccountId{id}, {}}});
    }
    division.given({RemitEscheated{AccountId{"6"}, DocumentId{"6-ESC1"}, {}, {}}});
}
std::vector<Command> unclaimed_examples() {
    const AccountId noticed{"4"}, escheated{"5"}, remitted{"6"};
    const DocumentId escheat{"5-ESC1"};
    const Date day = date("2022-02-04");
    UnclaimedPolicy other = a_law("OTHER");
    other.description = Plain{"Another law"};
    other.jurisdiction = Code{"NJ"};
    other.notice_days = 30;
    other.least_notice = usd("25.00");
    return {Define<UnclaimedPolicy>{{}, other},
            Define<UnclaimedPolicy>{{}, a_law("THIRD")},
            SendUnclaimedNotice{AccountId{"3"}, day},
            SendUnclaimedNotice{AccountId{"3"}, {}},
            CancelUnclaimedNotice{noticed, DocumentId{"4-UNN1"}, Code{"ANSWERED"}, day},
            CancelUnclaimedNotice{noticed, {}, Code{"ANSWERED"}, {}},
            EscheatUnclaimed{noticed, day},
            EscheatUnclaimed{noticed, {}},
            RemitEscheated{escheated, escheat, Plain{"WIRE-9"}, day},
            RemitEscheated{escheated, escheat, {}, {}},
            ReturnRemittance{remitted, DocumentId{"6-ESC1"}, Code{"RETURNED"}, day},
            ReturnRemittance{remitted, DocumentId{"6-ESC1"}, Code{"RETURNED"}, {}},
            ReclaimEscheated{escheated, escheat, Code{"OWNER-CAME"}, day},
            ReclaimEscheated{escheated, escheat, Code{"OWNER-CAME"}, {}}};
}
// Account 5 has a bill that is due and was announced, account 4 a draft that was made; account 8 no mandate.
std::vector<Command> autopay_preparation() {
    std::vector<Command> commands{Define<AutopayPolicy>{{}, {.code = Code{"RES"}, .days_before_due = 20}}};
    for (const auto* account : {"4", "5"}) {
        for (auto& command : a_gas_customer(account, "2022-01-05")) commands.push_back(command);
        EnrolInAutopay enrol{.account = AccountId{account}, .routing_number = Plain{"021000021"}};
        enrol.bank_account = clear("000123456789");
        commands.push_back(enrol);
    }
    return commands;
}
void prepare_autopay(PreparedDivision& division) {
    division.given(autopay_preparation());
    for (const auto* account : {"4", "5"})
        division.given({a_read("L" + std::string{account} + "-G", "2022-02-03", "40"),
                        BillAccount{AccountId{account}, Code{"M01"}, date("2022-02-04")}});
    division.given({DraftBill{AccountId{"4"}, DocumentId{"4-I1"}, {}}});
}
std::vector<Command> autopay_examples() {
    EnrolInAutopay enrol{.account = AccountId{"8"},
                         .routing_number = Plain{"021000021"},
                         .account_type = BankAccountType::savings,
                         .authorised_by = AuthorisationForm::web,
                         .authorised_on = date("2022-02-01"),
                         .limit = usd("100.00")};
    enrol.bank_account = clear("000987654321");
    EnrolInAutopay of_business = enrol;
    of_business.of_business = true;
    return {Define<CustomerTypeRules>{{}, {Code{"SENIOR"}, Plain{"Seniors"}, Code{"RES"}}},
            Define<AutopayPolicy>{{},
                                  {.code = Code{"RES"},
                                   .description = Plain{"Automatic payment"},
                                   .days_before_due = 5,
                                   .redrafts = 2,
                                   .redraft_days = 5,
                                   .returns_before_end = 3,
                                   .fee_on_return = true}},
            enrol,
            of_business,
            EndAutopay{AccountId{"5"}, true, Code{"MOVED"}},
            DraftBill{AccountId{"5"}, DocumentId{"5-I1"}, date("2022-02-04")},
            ReturnDraft{AccountId{"4"}, DocumentId{"4-DR1"}, ReturnCode::r02, date("2022-02-04")}};
}

// Account 5 is in a budget plan; 4 and 8 are in none.
void prepare_budgets(PreparedDivision& division) {
    division.given(a_gas_customer("5", "2022-01-05"))
        .given({EnrolInBudget{.account = AccountId{"5"}, .amount = usd("60.00"), .amount_reason = Plain{"agreed"}},
                a_read("L5-G", "2022-02-03", "40"), BillAccount{AccountId{"5"}, Code{"M01"}, date("2022-02-04")}})
        .given(a_gas_customer("4", "2022-01-05"))
        .given({a_read("L4-G", "2022-02-03", "40"), BillAccount{AccountId{"4"}, Code{"M01"}, date("2022-02-04")}});
}
std::vector<Command> budget_examples() {
    const AccountId in_plan{"5"}, in_none{"8"};
    const ServiceAgreementId gas{"5-GAS"};
    const Date day = date("2022-02-04");
    return {EnrolInBudget{.account = AccountId{"4"}},
            EnrolInBudget{in_none, ServiceAgreementId{"8-WAT"}, usd("70.00"), Plain{"agreed"}, day},
            TrueUpBudget{.account = in_plan},
            TrueUpBudget{in_plan, gas, usd("70.00"), Plain{"agreed"}, day},
            LeaveBudget{.account = in_plan},
            LeaveBudget{in_plan, gas, Plain{"moved"}, day}};
}

// Accounts 5, 4 and 3 owe a fee that is overdue: of 4 an order to disconnect stands, of 3 service is disconnected. 2
// has paid it since it was disconnected. 8 has a protection.
void prepare_collections(PreparedDivision& division) {
    CollectionPolicy policy;
    policy.code = Code{"RES"};
    policy.reconnect_charge_type = Code{"VISIT"};
    policy.reconnect_amount = usd("35.00");
    policy.steps = {
        {Code{"CUTOFF"}, {}, CollectionStepKind::disconnect_order, 5, 0, {}, {}},
    };
    ProtectionType life;
    life.code = Code{"LIFE"};
    life.blocks = {CollectionStepKind::disconnect_order};
    division.given({Define<CollectionPolicy>{{}, policy}, Define<ProtectionType>{{}, life}});
    for (const std::string id : {"5", "4", "3", "2"})
        division.given(a_gas_customer(id, "2022-01-05"))
            .given({RequestAdjustment{.account = AccountId{id},
                                      .adjustment_type = Code{"FEE"},
                                      .sa = ServiceAgreementId{id + "-GAS"},
                                      .amount = usd("30.00"),
                                      .ages_from = date("2022-01-20")}});
    PostPayment paid = PreparedDivision::payment("PE-9");
    paid.tenders[0].amount = paid.shares[0].amount = usd("30.00");
    paid.shares[0].account = AccountId{"2"};
    division.given({AdvanceCollection{AccountId{"4"}, {}}, AdvanceCollection{AccountId{"3"}, {}},
                    DisconnectService{AccountId{"3"}, DocumentId{"3-SEV1"}, {}}, AdvanceCollection{AccountId{"2"}, {}},
                    DisconnectService{AccountId{"2"}, DocumentId{"2-SEV1"}, {}}, paid,
                    RecordProtection{.account = AccountId{"8"},
                                     .protection_type = Code{"LIFE"},
                                     .from = date("2022-01-10"),
                                     .evidence = clear("seen")}});
}
std::vector<Command> collection_examples() {
    const AccountId five{"5"}, four{"4"}, three{"3"}, eight{"8"};
    const Date day = date("2022-02-04"), later = date("2022-02-20");
    const DocumentId collection{"4-COL1"}, ordered{"4-SEV1"}, disconnected{"3-SEV1"};
    return {AdvanceCollection{five, day},
            AdvanceCollection{five, {}},
            CancelCollectionStep{four, collection, 1, Code{"SLIP"}, day},
            CancelCollection{four, collection, Code{"PROMISE"}, later, day},
            CancelCollection{four, collection, Code{"PROMISE"}, {}, {}},
            CancelSeverance{four, ordered, Code{"SLIP"}, day},
            DisconnectService{four, ordered, day},
            ReconnectService{AccountId{"2"}, DocumentId{"2-SEV1"}, {}, {}, {}},
            ReconnectService{three, disconnected, Code{"GOODWILL"}, Code{"HARDSHIP"}, day},
            RecordProtection{eight, Code{"LIFE"}, PersonId{"P8"}, ServiceAgreementId{"8-WAT"}, day, later,
                             clear("Doctor's letter")},
            RecordProtection{eight, Code{"LIFE"}, PersonId{"P8"}, {}, {}, {}, clear("Doctor's letter")},
            EndProtection{eight, DocumentId{"8-PRO1"}, day, Code{"MOVED"}},
            EndProtection{eight, DocumentId{"8-PRO1"}, {}, Code{"MOVED"}}};
}

// Account 8 has credit and a refund; 6 owes a fee on a stopped agreement, part of which is written off.
void prepare_settling(PreparedDivision& division) {
    const AccountId six{"6"};
    division.given(a_gas_customer("6", "2022-01-05"));
    PostPayment payment = PreparedDivision::payment("PE-8");
    payment.tenders[0].amount = payment.shares[0].amount = usd("20.00");
    payment.shares[0].account = AccountId{"8"};
    division.given(
        {StopService{
             .sa = ServiceAgreementId{"6-GAS"}, .stop_on = date("2022-01-31"), .stop_reads = {{{}, quantity("9")}}},
         RequestAdjustment{.account = six,
                           .adjustment = DocumentId{"six"},
                           .adjustment_type = Code{"FEE"},
                           .sa = ServiceAgreementId{"6-GAS"},
                           .amount = usd("9.00")},
         LinkPerson{AccountId{"7"},
                    {.person = PersonId{"P6"}, .financially_responsible = true, .relationship_type = Code{"COSIGN"}}},
         payment, RefundCredit{.account = AccountId{"8"}, .amount = usd("1.00"), .refund_reason = Code{"ASKED"}},
         WriteOffDebt{.account = six, .amount = usd("2.00"), .write_off_reason = Code{"SKIPPED"}}});
}
std::vector<Command> settling_examples() {
    const AccountId six{"6"}, seven{"7"}, eight{"8"};
    const ServiceAgreementId stopped{"6-GAS"}, live{"7-GAS"};
    const Date day = date("2022-02-04");
    return {RefundCredit{.account = eight, .refund_reason = Code{"ASKED"}},
            RefundCredit{eight, usd("2.00"), DocumentId{"8-P1"}, RefundMethod::card, Plain{"order 7"}, Code{"ASKED"},
                         Code{"COURT"}, day},
            CancelRefund{eight, DocumentId{"8-REF1"}, Code{"RETURNED"}, day},
            TransferCredit{.account = eight, .to_account = seven, .transfer_reason = Code{"WRONGACCT"}},
            TransferCredit{eight, seven, usd("2.00"), DocumentId{"8-P1"}, Code{"WRONGACCT"}, day},
            TransferDebt{.account = six, .to_account = seven, .to_sa = live, .transfer_reason = Code{"MOVED"}},
            TransferDebt{six, stopped, DocumentId{"six"}, usd("2.00"), seven, live, Code{"MOVED"}, day},
            WriteOffDebt{.account = six, .write_off_reason = Code{"SKIPPED"}},
            WriteOffDebt{six, stopped, DocumentId{"six"}, usd("2.00"), Code{"SKIPPED"}, day},
            ReverseWriteOff{.account = six, .write_off = DocumentId{"6-WO1"}},
            ReverseWriteOff{six, DocumentId{"6-WO1"}, usd("1.00"), Code{"FOUND"}, day}};
}

// Till TILL1 has an open batch with cash, TILL2 another; a batch of the lockbox is closed, another has what is held.
void prepare_cash(PreparedDivision& division) {
    const auto source = [](std::string_view code, TenderSourceKind kind) {
        return Define<TenderSource>{{}, {Code{code}, {}, kind}};
    };
    const auto lockbox = [](std::string_view total) {
        return OpenBatch{.source = Code{"LOCKBOX"}, .declared_count = 1, .declared_total = usd(total)};
    };
    const auto held = [](std::string_view batch, std::string_view amount) {
        return ReceiveSuspense{.kind = TenderKind::cheque, .amount = usd(amount), .batch = BatchId{batch}};
    };
    division.given({source("TILL1", TenderSourceKind::till), source("TILL2", TenderSourceKind::till),
                    source("TILL3", TenderSourceKind::till), source("LOCKBOX", TenderSourceKind::lockbox),
                    OpenBatch{.source = Code{"TILL1"}, .opening_float = usd("50.00")},
                    OpenBatch{.source = Code{"TILL2"}}, lockbox("5.00"), held("LOCKBOX-BAT1", "5.00"),
                    CloseBatch{.batch = BatchId{"LOCKBOX-BAT1"}}, lockbox("6.00"), held("LOCKBOX-BAT2", "7.00")});
}
std::vector<Command> cash_examples() {
    const BatchId till{"TILL1-BAT1"}, other{"TILL2-BAT1"}, closed{"LOCKBOX-BAT1"}, off{"LOCKBOX-BAT2"};
    const Date day = date("2022-02-04");
    const CountedTenders cash{TenderKind::cash, usd("50.00")};
    PostPayment unknown = PreparedDivision::payment("PE-11");
    unknown.shares[0].account = AccountId{"1700"};
    unknown.batch = till;
    unknown.suspend_unidentified = true;
    return {Define<TenderSource>{{}, {Code{"WEB"}, Plain{"Web site"}, TenderSourceKind::web}},
            OpenBatch{Code{"TILL3"}, Plain{"ann"}, usd("50.00"), 0, {}, day},
            OpenBatch{Code{"LOCKBOX"}, {}, {}, 2, usd("9.00"), day},
            CloseBatch{till, {cash}, day},
            CloseBatchWithDifference{off, {}, Code{"LOST"}, day},
            ReopenBatch{closed, Code{"FORGOTTEN"}, day},
            TransferTillCash{till, other, usd("20.00"), day},
            DepositAtBank{{closed}, usd("5.00"), Plain{"SLIP-1"}, day},
            unknown,
            ReceiveSuspense{TenderKind::cheque, usd("5.00"), Plain{"CHQ"}, day, Plain{"1700"}, clear("Ada"), till},
            MatchSuspense{SuspenseId{"SUS1"}, {{.account = AccountId{"7"}}}, AccountId{"7"}, day},
            MatchSuspense{SuspenseId{"SUS1"},
                          {{.account = AccountId{"7"}, .amount = usd("1.00")},
                           {.account = AccountId{"8"}, .amount = usd("2.00")}},
                          {},
                          {}},
            ReturnSuspense{SuspenseId{"SUS1"}, usd("1.00"), SuspenseExit::bank, RefundMethod::other, Plain{"77"},
                           Code{"BOUNCED"}, day},
            ReturnSuspense{.suspense = SuspenseId{"SUS1"}, .return_reason = Code{"UNKNOWN"}}};
}

// Two requests were sent, of which one is answered by what cites another number.
MarketTransaction a_market_request(std::string_view reference) {
    MarketTransaction request;
    request.kind = MarketKind::enrolment_request;
    request.receiver = Code{"REP1"};
    request.reference = Plain{reference};
    request.effective_on = date("2022-02-10");
    return request;
}
MarketTransaction a_market_answer(std::string_view reference, std::string_view original) {
    MarketTransaction answer;
    answer.kind = MarketKind::enrolment_response;
    answer.sender = Code{"REP1"};
    answer.reference = Plain{reference};
    answer.original = Plain{original};
    answer.outcome = MarketOutcome::rejected;
    answer.reasons = {{Code{"A76"}, Plain{"Not found"}}};
    return answer;
}
void prepare_market(PreparedDivision& division) {
    const ServicePointId gas{"L7-G"};
    division.given({Define<MarketPartner>{{}, {Code{"TDU1"}, {}, MarketRole::utility, true}},
                    Define<MarketPartner>{{}, {Code{"REP1"}, {}, MarketRole::retailer, false}},
                    SendMarketTransaction{gas, a_market_request("E-1")},
                    SendMarketTransaction{gas, a_market_request("E-2")},
                    ReceiveMarketTransaction{gas, a_market_answer("A-1", "E-0")}});
}
std::vector<Command> market_examples() {
    const ServicePointId gas{"L7-G"};
    MarketTransaction request = a_market_request("E-3");
    request.sender = Code{"TDU1"};
    request.dated_on = date("2022-02-04");
    request.account = AccountId{"7"};
    request.sa = ServiceAgreementId{"7-GAS"};
    request.purpose = Code{"NEW"};
    MarketTransaction usage;
    usage.kind = MarketKind::monthly_usage;
    usage.receiver = Code{"REP1"};
    usage.reference = Plain{"U-1"};
    usage.from = date("2022-01-05");
    usage.until = date("2022-02-04");
    usage.quantity = quantity("40");
    usage.unit = Code{"THERM"};
    MarketTransaction remittance;
    remittance.kind = MarketKind::remittance;
    remittance.sender = Code{"REP1"};
    remittance.receiver = Code{"TDU1"};
    remittance.reference = Plain{"R-1"};
    remittance.amount = usd("2.00");
    remittance.documents = {{DocumentId{"7-I1"}, usd("1.00")}};
    return {Define<MarketPartner>{{}, {Code{"REP2"}, Plain{"Seller"}, MarketRole::registrar, false}},
            Define<MarketDeadline>{{}, {Code{"invoice"}, Plain{"Paid by"}, 20}},
            SendMarketTransaction{gas, request},
            SendMarketTransaction{gas, usage},
            ReceiveMarketTransaction{gas, a_market_answer("A-2", "E-2")},
            ReceiveMarketTransaction{gas, remittance},
            PairMarketTransaction{DocumentId{"L7-MT3"}, DocumentId{"L7-MT1"}},
            CloseMarketTransaction{DocumentId{"L7-MT1"}, Code{"PHONED"}}};
}

// MST1 over MST2, with account 7 under it; MST3 is empty; accounts under MST1 are billed together.
void prepare_masters(PreparedDivision& division) {
    const MasterId top{"MST1"};
    division.given({CreateMaster{.name = Plain{"Chain"}}, CreateMaster{.name = Plain{"East"}, .parent = top},
                    CreateMaster{.name = Plain{"Empty"}}, AssignAccount{AccountId{"7"}, MasterId{"MST2"}},
                    BeginCollective{.master = top, .payer = AccountId{"7"}}});
}
std::vector<Command> master_examples() {
    const MasterId top{"MST1"}, east{"MST2"}, empty{"MST3"};
    const Date day = date("2022-02-04");
    PayCollective paid;
    paid.master = top;
    paid.tenders = {{.kind = TenderKind::cheque, .amount = usd("5.00")}};
    PayCollective shared = paid;
    shared.payment_event = PaymentEventId{"PE-12"};
    shared.received_on = day;
    shared.shares = {{AccountId{"7"}, usd("2.00")}};
    return {CreateMaster{MasterKind::location, Plain{"Campus"}, top, day},
            RenameMaster{top, Plain{"Bakers"}},
            MoveMaster{east, empty},
            AssignAccount{AccountId{"8"}, top},
            ReleaseAccount{AccountId{"7"}},
            CloseMaster{empty, day},
            BeginCollective{empty, AccountId{"8"}, day},
            EndCollective{top, day},
            IssueCollectiveStatement{top, day},
            paid,
            shared};
}

std::vector<Command> tariff_examples(const PreparedDivision& division) {
    PublishTariff next = get<PublishTariff>(division.tariff());
    next.effective_from = date("2023-07-01");
    next.usage_factors = {};
    PublishTariff by_demand = next;
    by_demand.tariff = TariffId{"G-KW"};
    by_demand.components = {
        {.code = Code{"energy"},
         .kind = ComponentKind::usage,
         .unit = Code{"kWh"},
         .tiers = {{quantity("200"), price("0.12")}, {{}, price("0.09")}}},
        {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("8"), .unit = Code{"kW"}}};
    by_demand.times.components = {{Code{"kw"}, {}, 30, quantity("5")}};
    by_demand.demand_terms.hours_use = {{Code{"energy"}, Code{"kw"}}};
    by_demand.demand_terms.ratchets = {
        {Code{"kw"}, rate("0.8"), 11, RatchetBasis::billed, {MonthName::june}, {MonthName::october}, {Code{"kw"}}}};
    PublishTariff solar = next;
    solar.tariff = TariffId{"G-SUN"};
    solar.components = {
        {.code = Code{"energy"}, .kind = ComponentKind::usage, .price = price("0.2"), .unit = Code{"kWh"}},
        {.code = Code{"export"}, .kind = ComponentKind::usage, .price = price("0.05"), .unit = Code{"kWh"}},
        {.code = Code{"yearly"}, .kind = ComponentKind::minimum, .price = price("60")}};
    solar.net_metering = {
        NetRule::banked, Code{"kWh"}, {Code{"OUT"}}, Netting::bill, {{Code{"export"}, {Code{"energy"}}}}, {12, 31}};
    solar.annual_minimums = {{Code{"yearly"}, {12, 31}}};
    PublishTariff sold = solar;
    sold.tariff = TariffId{"G-SELL"};
    sold.net_metering.rule = NetRule::other_price;
    sold.net_metering.netting = Netting::as_counted;
    sold.net_metering.credits = {{Code{"export"}, {}}};
    sold.net_metering.true_up = {};
    return {next, by_demand, solar, sold, WithdrawTariffVersion{TariffId{"G-RES"}, 3}};
}

// Of users that PreparedDivision::with_users() adds.
std::vector<Command> user_examples() {
    const UserId cleo{"cleo"};
    return {AddUser{UserId{"dee"}, Plain{"Dee"}, {Role::auditor}},
            AddUser{UserId{"dee"}, {}, {Role::auditor}},
            ChangeUser{cleo, Plain{"Cleo B"}, {Role::supervisor}},
            ChangeUser{cleo, Plain{"Cleo B"}, {}},
            ChangeUser{cleo, {}, {Role::supervisor}},
            LockUser{cleo},
            UnlockUser{UserId{"loki"}},
            SetUserPreference{UserId{"cli:other"}, Code{"tabs"}, Plain{"bills"}},
            SetUserPreference{{}, Code{"tabs"}, {}}};
}

// --- Leaving out

// Writes a command's JSON without what stands at one path, or with other JSON in its place.
class Without {
  public:
    explicit Without(std::string path, std::string instead = {})
        : path_(std::move(path)), instead_(std::move(instead)) {}
    std::string of(const Command& command) {
        const RecordRef body = ref(command);
        std::string out = R"({"type":)";
        write_json_string(body.shape->type_name, out);
        fields(body, "", false, out);
        return out + '}';
    }

  private:
    void fields(RecordRef record, const std::string& at, bool first, std::string& out) {
        for (const auto& field : record.shape->fields) {
            const void* value = field_of(record.data, field);
            const std::string path = at + std::string{field.name};
            const bool replaced = path == path_ && !instead_.empty();
            if (!replaced && (is_default(field, value) || path == path_)) continue;
            if (!first) out += ',';
            first = false;
            write_json_string(field.name, out);
            out += ':';
            if (replaced)
                out += instead_;
            else
                this->value(field, *field.value, value, path, out);
        }
    }
    void value(const FieldShape& field, const ValueShape& shape, const void* value, const std::string& path,
               std::string& out) {
        const bool several = shape.kind == ValueKind::list || shape.kind == ValueKind::optional;
        const ValueShape& inner = several ? *shape.element : shape;
        if (inner.kind != ValueKind::record || (several && shape.size(value) == 0))
            return write_json_value(field, value, json_context, out);
        if (!several) return object({shape.record, value}, path, out);
        if (shape.kind == ValueKind::optional) return object({inner.record, shape.at(value, 0)}, path, out);
        for (std::size_t i = 0; i < shape.size(value); ++i) {
            out += i == 0 ? '[' : ',';
            object({inner.record, shape.at(value, i)}, path + "[" + std::to_string(i) + "]", out);
        }
        out += ']';
    }
    void object(RecordRef record, const std::string& path, std::string& out) {
        out += '{';
        fields(record, path + ".", true, out);
        out += '}';
    }
    std::string path_;
    std::string instead_;
};

// Each field that an example has or could have: "account.open person", "PhoneEntry number".
struct Use {
    std::string field;
    std::string path;
    bool given = false;
    bool is_text = false;
};
void uses_in(RecordRef record, const std::string& name, const std::string& at, std::vector<Use>& uses) {
    for (const auto& field : record.shape->fields) {
        const void* value = field_of(record.data, field);
        const std::string path = at + std::string{field.name};
        const bool given = !is_default(field, value);
        const ValueShape& shape = *field.value;
        const ValueKind kind = shape.kind == ValueKind::optional ? shape.element->kind : shape.kind;
        uses.push_back({name + " " + std::string{field.name}, path, given,
                        kind == ValueKind::text || kind == ValueKind::personal});
        if (!given) continue;
        const bool several = shape.kind == ValueKind::list || shape.kind == ValueKind::optional;
        const ValueShape& inner = several ? *shape.element : shape;
        if (inner.kind != ValueKind::record) continue;
        const std::string part = plain_name(*inner.record);
        if (!several) {
            uses_in({inner.record, value}, part, path + ".", uses);
        } else {
            for (std::size_t i = 0; i < shape.size(value); ++i)
                uses_in({inner.record, shape.at(value, i)}, part,
                        path + (shape.kind == ValueKind::list ? "[" + std::to_string(i) + "]." : "."), uses);
        }
    }
}

bool is_about(const Refusal& refusal, const std::string& path) {
    if (!refusal.field.starts_with(path)) return false;
    return refusal.field.size() == path.size() || refusal.field[path.size()] == '.' ||
           refusal.field[path.size()] == '[';
}

class RequiredFieldsGolden : public testing::Test {
  protected:
    std::optional<Refusal> refusal_of(const std::string& json, World& world) {
        const auto parsed = reader_.read(json);
        EXPECT_TRUE(parsed) << json << ": " << parsed.error().message();
        if (!parsed) return std::nullopt;
        CommandHeader header;
        header.command_id = CommandId{"one-more"};
        header.actor = Plain{"cli:other"};
        header.reason = Plain{"for one reason"};
        const auto decided = decide(parsed->command, {world, header, date("2022-02-04"), 1'000'000});
        if (decided) return std::nullopt;
        return decided.error();
    }

    void try_all(const std::vector<Command>& examples, World& world) {
        for (const auto& example : examples) {
            const auto* shape = ref(example).shape;
            tried_.insert(std::string{shape->type_name});
            const auto base = refusal_of(Without{""}.of(example), world);
            if (base && base->rejection != Rejection::already_so)
                not_accepted_.push_back(std::string{shape->type_name} + ": " + to_text(*base));
            std::vector<Use> uses;
            uses_in(ref(example), std::string{shape->type_name}, "", uses);
            if (with_hostile_texts_) {
                for (const auto& use : uses)
                    if (use.is_text) try_hostile_texts(example, use, world);
                continue;
            }
            for (const auto& use : uses) {
                auto& required = fields_.try_emplace(use.field, true).first->second;
                if (!use.given) {
                    required = false;
                    continue;
                }
                const auto refusal = refusal_of(Without{use.path}.of(example), world);
                required = required && refusal && is_about(*refusal, use.path);
            }
        }
    }

    // Each is refused, and the refusal names a field, or the events have it as it is.
    void try_hostile_texts(const Command& example, const Use& use, World& world) {
        static const std::vector<std::string> texts{"<script>alert(\"x\")</script>",
                                                    "\"'><svg onload=alert(1)>",
                                                    "javascript:alert(1)",
                                                    "a\u200bb",
                                                    "{{7*7}}\\u0022",
                                                    "\u0645\u0631\u062d\u0628\u0627"};
        for (const auto& text : texts) {
            std::string quoted;
            write_json_string(text, quoted);
            const auto parsed = reader_.read(Without{use.path, quoted}.of(example));
            if (!parsed) {
                EXPECT_FALSE(parsed.error().field.empty()) << use.field << ": " << parsed.error().message();
                ++refused_;
                continue;
            }
            CommandHeader header;
            header.command_id = CommandId{"one-more"};
            header.actor = Plain{"cli:other"};
            header.reason = Plain{"for one reason"};
            const auto decided = decide(parsed->command, {world, header, date("2022-02-04"), 1'000'000});
            if (!decided) {
                EXPECT_TRUE(!decided.error().field.empty() || decided.error().rejection == Rejection::already_so)
                    << use.field << ": " << to_text(decided.error());
                ++refused_;
                continue;
            }
            std::string events;
            for (const auto& made : *decided) write_json(ref(made.event), json_context, events);
            // What only names something, such as the id of an agreement, need not stand in the events again.
            const bool kept = events.find(quoted) != std::string::npos;
            ++(kept ? kept_ : passed_over_[use.field]);
        }
    }

    void SetUp() override {
        PreparedDivision division;
        auto& world = division.world();
        try_all(settings_examples(), world);
        try_all(person_examples(), world);
        try_all(premise_examples(), world);
        try_all(account_examples(), world);
        try_all(service_examples(), world);
        try_all(billing_examples(), world);
        try_all(receivables_examples(), world);
        try_all(deposit_examples(), world);
        try_all(arrangement_examples(), world);
        try_all(tariff_examples(division), world);
        {
            TestWorld empty;
            try_all({CreateDivision{Plain{"ledger.test/gas"}, Code{"USD"}, Plain{"America/New_York"}, false}}, empty);
        }
        try_all(user_examples(), division.with_users().world());
        try_those_of_their_own();
        fields_["CommandHeader command_id"] = true;  // Division.ACommandWithoutAnIdIsRefused
    }

    // What changes a division so much that the others would not be accepted there.
    void try_those_of_their_own() {
        {
            PreparedDivision division;
            prepare_communications(division);
            try_all(communication_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_autopay(division);
            try_all(autopay_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_unclaimed(division);
            try_all(unclaimed_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_settling(division);
            try_all(settling_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_cash(division);
            try_all(cash_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_market(division);
            try_all(market_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_masters(division);
            try_all(master_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_collections(division);
            try_all(collection_examples(), division.world());
        }
        {
            PreparedDivision division;
            division.given(a_gas_customer("5", "2022-01-05"))
                .given({OpenPeriod{date("2022-02-01"), date("2022-03-01")},
                        OpenPeriod{date("2022-03-01"), date("2022-04-01")}, a_read("L5-G", "2022-02-03", "40"),
                        BillAccount{AccountId{"5"}, Code{"M01"}, date("2022-02-04")},
                        a_read("L5-G", "2022-02-03", "39")});
            const AccountId account{"5"};
            try_all({AccrueUnbilled{.account = account}, AccrueUnbilled{account, date("2022-02-04")}},
                    division.world());
            try_all({CorrectBills{.account = account},
                     CorrectBills{account, date("2022-02-04"), Plain{"misread"}, true, true}},
                    division.world());
        }
        {
            PreparedDivision division;
            prepare_doubts(division);
            try_all(doubt_examples(), division.world());
        }
        {
            PreparedDivision division;
            prepare_budgets(division);
            try_all(budget_examples(), division.world());
        }
        {
            PreparedDivision division;
            InstallMeter meter = a_meter("L8-W", "WM8", "2022-01-04", "1", "m3");
            meter.reads.clear();
            division.given({meter});
            try_all({ActivateService{ServiceAgreementId{"8-WAT"}, {{Code{"1"}, quantity("1")}}}}, division.world());
        }
        {
            PreparedDivision division;
            InstallMeter meter = a_meter("L7-W", "WM7", "2022-01-04", "1", "m3");
            meter.registers[0].kind = RegisterKind::consumptive;
            meter.reads.clear();
            division.given({meter});
            RecordUsage usage{.service_point = ServicePointId{"L7-W"},
                              .from = date("2022-01-05"),
                              .until = date("2022-01-06"),
                              .quantity = quantity("2"),
                              .unit = Code{"m3"}};
            RecordUsage later = usage;
            later.from = date("2022-01-06");
            later.until = date("2022-01-07");
            later.channel = Code{"1"};
            later.start = instant("2022-01-06T05:00:00Z");
            later.interval_seconds = 43'200;
            later.intervals = {quantity("1"), quantity("1")};
            division.given({usage, a_read("L8-G", "2022-02-03", "7")});
            RecordUsage without_intervals = usage;
            without_intervals.from = date("2022-01-06");
            without_intervals.until = date("2022-01-07");
            RecordIntervalDay hours{.service_point = ServicePointId{"L7-W"},
                                    .date = date("2022-01-08"),
                                    .interval_minutes = 60,
                                    .values = std::vector<Quantity>(24, quantity("1")),
                                    .unit = Code{"m3"}};
            RecordIntervalDay of_channel = hours;
            of_channel.channel = Code{"1"};
            of_channel.qualities = {{2, 3, Quality::estimated}};
            of_channel.source = Plain{"by hand"};
            try_all({later, without_intervals, hours, of_channel,
                     WithdrawUsage{ServicePointId{"L7-W"}, {}, date("2022-01-05")},
                     WithdrawUsage{ServicePointId{"L7-W"}, Code{"1"}, date("2022-01-05")},
                     WithdrawRead{ServicePointId{"L8-G"}, {}, date("2022-02-03")},
                     WithdrawRead{ServicePointId{"L8-G"}, Code{"1"}, date("2022-02-03")}},
                    division.world());
        }
    }

    CommandReader reader_{usd_currency};
    std::map<std::string, bool> fields_;  // Whether each is required, of all that was tried.
    std::set<std::string> tried_;
    std::vector<std::string> not_accepted_;
    bool with_hostile_texts_ = false;
    std::size_t refused_ = 0;
    std::size_t kept_ = 0;
    std::map<std::string, std::size_t> passed_over_;  // By field.
};

TEST_F(RequiredFieldsGolden, EveryCommandIsTriedByExamplesThatAreAccepted) {
    EXPECT_THAT(not_accepted_, IsEmpty());
    std::vector<std::string_view> left_out;
    for (const auto* shape : variant_shape<Command>().alternatives)
        if (!tried_.contains(std::string{shape->type_name})) left_out.push_back(shape->type_name);
    EXPECT_THAT(left_out, IsEmpty());
}

TEST_F(RequiredFieldsGolden, AreThoseThatTheRulesRefuseByNameWhereTheyAreLeftOut) {
    std::string table;
    for (const auto& [field, required] : fields_)
        if (required) table += "    \"" + field + "\",\n";
    if (const char* regenerate = std::getenv("TALLY_REGENERATE"); regenerate && std::string_view{regenerate} == "1") {
        std::ifstream in(table_file);
        std::stringstream text;
        text << in.rdbuf();
        const std::string whole = text.str(), begin = "// TABLE\n", end = "};  // TABLE ends\n";
        const auto first = whole.find(begin), last = whole.find(end);
        ASSERT_TRUE(first != std::string::npos && last != std::string::npos);
        std::ofstream(table_file) << whole.substr(0, first + begin.size())
                                  << "constexpr std::string_view required_fields[] = {\n"
                                  << table << whole.substr(last);
        return;
    }
    for (const auto& [field, required] : fields_) {
        const auto blank = field.find(' ');
        EXPECT_EQ(is_required(field.substr(0, blank), field.substr(blank + 1)), required)
            << field << ": run this test with TALLY_REGENERATE=1, look at the difference and commit it";
    }
}

// Texts that do harm where they are not shown as texts, in each text of commands that are accepted.
class HostileTextsGolden : public RequiredFieldsGolden {
  protected:
    HostileTextsGolden() { with_hostile_texts_ = true; }
};

TEST_F(HostileTextsGolden, EachIsRefusedByNameOrKeptAsItIs) {
    EXPECT_THAT(passed_over_, IsEmpty());
    EXPECT_GT(kept_, 500u);
    EXPECT_GT(refused_, 500u);
}

}  // namespace
}  // namespace tally::test
