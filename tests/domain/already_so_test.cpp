// For every command with the answer `already_so`: it names the event that made it so, also where later events followed.
#include <map>
#include <set>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

std::string type_of(const Command& command) {
    return visit([](const auto& order) { return std::string{order.type_name}; }, command);
}
std::string type_of(const Event& event) {
    return visit([](const auto& payload) { return std::string{payload.type_name}; }, event);
}

// `makes_it_so` makes the event among others; `meanwhile` goes on in the same streams; then the command is given again.
struct Repetition {
    std::vector<Command> given;
    Command makes_it_so;
    std::string event;
    std::vector<Command> meanwhile;
    std::optional<Command> again = std::nullopt;  // Where it differs from what made it so.
};

LinkPerson a_link(std::string_view person) {
    return {AccountId{"1"},
            {.person = PersonId{person}, .financially_responsible = true, .relationship_type = Code{"COSIGN"}}};
}
ChangeAccountPerson a_change(AccountPersonChange link) {
    link.person = PersonId{"2"};
    return {AccountId{"1"}, std::move(link)};
}
ChangePersonName a_name(std::string_view name) {
    ChangePersonName command{PersonId{"1"}, {}};
    command.name.full = clear(name);
    return command;
}
ChangeLocationAddress another_address() {
    ChangeLocationAddress change{PremiseId{"L1"}, {}};
    change.address.address1 = Plain{"7 Weir Street"};
    return change;
}
InstallMeter a_reporting_meter() {
    InstallMeter meter = a_meter("L1-W", "W1", "2022-01-01", "0", "m3");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.reads.clear();
    return meter;
}
RecordUsage usage(std::string_view from, std::string_view until) {
    return {
        .service_point = ServicePointId{"L1-W"}, .from = date(from), .until = date(until), .quantity = quantity("31")};
}
RecordIntervalDay hours_of(std::string_view day) {
    return {.service_point = ServicePointId{"L1-W"},
            .date = date(day),
            .interval_minutes = 60,
            .values = std::vector<Quantity>(24, quantity("1"))};
}
SetUpCustomer a_new_customer() {
    SetUpCustomer command;
    command.new_person = a_person("7", "Max");
    command.account = {.account = AccountId{"7"}, .customer_class = Code{"RES"}, .bill_cycle = Code{"M01"}};
    command.existing_premise = PremiseId{"L1"};
    command.services = {a_service("", "7-T", "TRASH", "", "2022-01-05")};
    return command;
}
PublishTariff heating() {
    return {.tariff = TariffId{"G-HEAT"},
            .effective_from = date("2022-01-01"),
            .description = Plain{"Heating"},
            .service = Code{"gas"},
            .components = {
                {.code = Code{"use"}, .kind = ComponentKind::usage, .price = price("0.4"), .unit = Code{"therm"}}}};
}

// Class RES is collected from by that one step, after ten days.
Define<CollectionPolicy> collecting_by(CollectionStepKind kind) {
    CollectionPolicy policy;
    policy.code = Code{"RES"};
    CollectionStepRule rule;
    rule.step = Code{"FIRST"};
    rule.kind = kind;
    rule.days_overdue = 10;
    policy.steps = {rule};
    return {{}, policy};
}
Define<ProtectionType> a_life_support() {
    ProtectionType type;
    type.code = Code{"LIFE"};
    type.blocks = {CollectionStepKind::disconnect_order};
    return {{}, type};
}
Define<ReadValidation> a_limit() {
    return {{}, {.service = Code{"gas"}, .daily_max = quantity("0.01")}};
}
Define<UsageProfile> a_profile() {
    return {{}, {Code{"gas"}, Code{"therm"}, {}, std::vector<Quantity>(12, quantity("1"))}};
}
Define<TenderSource> a_lockbox() {
    return {{}, {.code = Code{"LOCKBOX"}, .kind = TenderSourceKind::lockbox}};
}
Define<Moratorium> a_winter() {
    Moratorium row;
    row.code = Code{"WINTER"};
    row.blocks = {CollectionStepKind::disconnect_order};
    row.from = date("2022-11-01");
    row.until = date("2023-04-16");
    return {{}, row};
}

Define<AutopayPolicy> an_autopay_policy() {
    return {{}, {.code = Code{"RES"}}};
}
EnrolInAutopay a_mandate() {
    EnrolInAutopay enrol{.account = AccountId{"1"}, .routing_number = Plain{"021000021"}};
    enrol.bank_account = clear("000123456789");
    return enrol;
}
Define<MarketPartner> a_partner(std::string_view code, bool own) {
    return {{}, {.code = Code{code}, .own = own}};
}
SendMarketTransaction a_request() {
    MarketTransaction request;
    request.kind = MarketKind::enrolment_request;
    request.receiver = Code{"REP1"};
    request.reference = Plain{"E-1"};
    request.effective_on = date("2022-12-01");
    return {ServicePointId{"L1-G"}, request};
}
ReceiveMarketTransaction an_answer(std::string_view original) {
    MarketTransaction answer;
    answer.kind = MarketKind::enrolment_response;
    answer.sender = Code{"REP1"};
    answer.reference = Plain{"A-1"};
    answer.original = Plain{original};
    answer.outcome = MarketOutcome::accepted;
    return {ServicePointId{"L1-G"}, answer};
}
// Law and letter of unclaimed property: what is left lies dormant after a month.
std::vector<Command> a_law() {
    UnclaimedPolicy row;
    row.code = Code{"LAW"};
    row.dormancy_months = 1;
    row.letter_template = Code{"UNC"};
    row.report_on = MonthDay{3, 10};
    return {Define<LetterTemplate>{{}, {Code{"UNC"}, Plain{"Unclaimed"}, Plain{"Unclaimed"}, {Plain{"Ask us."}}}},
            Define<UnclaimedPolicy>{{}, row}};
}
// Location L1 with a gas meter; persons 1 to 3; account 1 of person 1; account 9.
std::vector<Command> a_town() {
    return together({standard_settings(),
                     a_location("L1"),
                     {a_meter("L1-G", "M1", "2022-01-01", "100"), a_person("1", "Ann"), a_person("2", "Bob"),
                      a_person("3", "Eve"), an_account("1", "1"), an_account("9", "3")}});
}

std::vector<Repetition> repetitions() {
    const PersonId ann{"1"};
    const AccountId one{"1"};
    const PremiseId l1{"L1"};
    const ServicePointId gas{"L1-G"};
    const ServiceAgreementId sa{"1-GAS"};
    const UserId cleo{"cleo"};
    const Code home{"HOME"}, fax{"FAX"}, taxno{"TAXNO"};
    const Command start = a_service("1", "1-GAS", "GAS", "L1-G", "2022-01-01");
    const Command stop = StopService{sa, date("2022-02-10"), {{{}, quantity("170")}}};
    const Command phone = SetPersonPhone{ann, home, clear("555")}, email = SetPersonEmail{ann, clear("a@b")};
    const Command read = a_read("L1-G", "2022-01-20", "120"), later_read = a_read("L1-G", "2022-03-20", "220");
    const Command cosigner = a_link("3");
    const Command budget = EnrolInBudget{.account = one, .amount = usd("50.00"), .amount_reason = Plain{"agreed"}};
    const Command fee =
        RequestAdjustment{.account = one, .adjustment_type = Code{"FEE"}, .amount = usd("9.00"), .memo = {}};
    const Command overdue = RequestAdjustment{.account = one,
                                              .adjustment_type = Code{"FEE"},
                                              .sa = sa,
                                              .amount = usd("9.00"),
                                              .ages_from = date("2022-11-01"),
                                              .memo = {}};
    const Command december_read = a_read("L1-G", "2022-12-04", "400");
    const Command december_bill = BillAccount{one, Code{"M01"}, date("2022-12-05")};
    const Command drafted = DraftBill{one, DocumentId{"1-I1"}, {}};
    const Command called = collecting_by(CollectionStepKind::call);
    const Command cut_off = collecting_by(CollectionStepKind::disconnect_order);
    const Command advanced = AdvanceCollection{one, {}};
    const DocumentId severance{"1-SEV1"};
    const Command disconnected = DisconnectService{one, severance, {}};
    const MasterId master{"MST1"};
    const Command chain = CreateMaster{.name = Plain{"Chain"}};
    const Command branch = CreateMaster{.name = Plain{"Branch"}, .parent = master};
    const Command other_chain = CreateMaster{.name = Plain{"Other"}};
    const Command assigned = AssignAccount{one, master};
    const Command begun = BeginCollective{.master = master, .payer = one};
    const BatchId batch{"LOCKBOX-BAT1"};
    const Command opened = OpenBatch{.source = Code{"LOCKBOX"}, .declared_count = 1, .declared_total = usd("5.00")};
    const Command held = ReceiveSuspense{.kind = TenderKind::cheque, .amount = usd("5.00"), .batch = batch};
    const Command held_alone = ReceiveSuspense{.kind = TenderKind::cheque, .amount = usd("5.00")};
    const Command deposited = DepositAtBank{.batches = {batch}, .amount = usd("5.00")};
    const Command protection = RecordProtection{.account = one,
                                                .protection_type = Code{"LIFE"},
                                                .from = date("2022-12-01"),
                                                .evidence = clear("Doctor's letter")};
    const auto landlord = [&](std::string_view sa_type) {
        return SetLandlordAgreement{l1, {.account = AccountId{"9"}, .sa_type = Code{sa_type}}};
    };
    const PersonAddress mailing = [] {
        PersonAddress address = a_mailing_address("A1", "Troy");
        return address;
    }();
    return {
        {{}, a_person("7", "Max"), "person.address_set", {SetPersonPhone{PersonId{"7"}, home, clear("1")}}},
        {{}, a_name("Anna"), "person.name_changed", {phone}},
        {{}, phone, "person.phone_set", {SetPersonPhone{ann, fax, clear("9")}}},
        {{phone}, RemovePersonPhone{ann, home}, "person.phone_removed", {email}},
        {{}, email, "person.email_set", {phone}},
        {{}, SetPersonIdentifier{ann, taxno, clear("12")}, "person.identifier_set", {phone}},
        {{}, SetPersonAddress{ann, mailing}, "person.address_set", {phone}},
        {{}, ErasePerson{PersonId{"2"}, ErasureGround::request}, "person.erased", {phone}},
        {{},
         an_account("8", "1"),
         "account.person_linked",
         {LinkPerson{AccountId{"8"}, {.person = PersonId{"2"}, .relationship_type = Code{"COSIGN"}}}}},
        {{},
         ChangeAccountTerms{.account = one, .bill_cycle = change_to(Code{"M02"})},
         "account.terms_changed",
         {ChangeAccountTerms{.account = one, .customer_type = change_to(Code{"SENIOR"})}, cosigner}},
        {{}, a_link("2"), "account.person_linked", {cosigner}},
        {{a_link("2")},
         a_change({.web_access = {Said::value, false}}),
         "account.person_changed",
         {a_change({.relationship_type = change_to(Code{"ACCT"})}), cosigner}},
        {{a_link("2")},
         ChangeMainCustomer{one, PersonId{"2"}},
         "account.main_customer_changed",
         {a_change({.web_access = {Said::value, false}}), cosigner}},
        {{}, a_location("L2")[0], "premise.location_added", {a_location("L2")[1]}},
        {{a_location("L2")[0]}, a_location("L2")[1], "premise.service_point_added", {a_location("L2")[2]}},
        {{}, a_meter("L1-W", "W1", "2022-01-01", "0", "m3"), "premise.meter_installed", {read}},
        {{},
         RemoveMeter{gas, date("2022-02-10"), {{{}, quantity("170")}}},
         "premise.meter_removed",
         {a_reporting_meter()}},
        {{}, ChangeRegister{gas, {}, rate("0.7")}, "premise.register_changed", {read}},
        {{}, another_address(), "premise.address_changed", {read, a_location("L2")[0]}},
        {{}, read, "premise.register_read", {later_read}},
        {{a_reporting_meter()}, hours_of("2022-01-05"), "premise.interval_day_recorded", {hours_of("2022-01-06")}},
        {{a_reporting_meter()},
         usage("2022-01-05", "2022-02-05"),
         "premise.usage_recorded",
         {usage("2022-02-05", "2022-03-05")}},
        {{}, landlord("GAS"), "premise.landlord_agreement_set", {landlord("WATER"), read}},
        {{}, start, "account.service_start_requested", {read, cosigner}},
        {{}, start, "account.service_activated", {read, cosigner}, ActivateService{sa, {}}},
        {{a_service("1", "1-W", "WATER", "L1-W", "2022-02-01")},
         WithdrawServiceStart{ServiceAgreementId{"1-W"}},
         "account.service_start_withdrawn",
         {cosigner}},
        {{start}, stop, "account.service_stopped", {cosigner}},
        {{start},
         MoveOut{one, l1, date("2022-02-10"), {{gas, {}, quantity("170")}}},
         "account.service_stopped",
         {cosigner}},
        {{a_service("1", "1-W", "WATER", "L1-W", "2022-02-01")},
         MoveServiceStart{ServiceAgreementId{"1-W"}, date("2022-02-09")},
         "account.service_start_moved",
         {cosigner}},
        {{start, heating()},
         ChangeServiceTariff{sa, TariffId{"G-HEAT"}, date("2022-02-01")},
         "account.service_tariff_changed",
         {cosigner},
         ChangeServiceTariff{sa, TariffId{"G-HEAT"}, date("2022-03-01")}},
        {{start},
         ChangeServiceQuantity{sa, quantity("3"), date("2022-02-01")},
         "account.service_quantity_changed",
         {cosigner},
         ChangeServiceQuantity{sa, quantity("3"), date("2022-03-01")}},
        {{a_service("1", "1-BIN", "TRASH", "", "2022-01-05")},
         ChangeServiceFrequency{ServiceAgreementId{"1-BIN"}, 3},
         "account.service_frequency_changed",
         {cosigner}},
        {{}, a_new_customer(), "account.service_start_requested", {phone}},
        {{}, heating(), "tariff.published", {[] {
             PublishTariff next = heating();
             next.effective_from = date("2023-01-01");
             next.components[0].price = price("0.5");
             return next;
         }()}},
        {{},
         OpenPeriod{date("2022-01-01"), date("2022-02-01")},
         "settings.period_opened",
         {OpenPeriod{date("2022-02-01"), date("2022-03-01")}}},
        {{OpenPeriod{date("2022-01-01"), date("2022-02-01")}},
         ClosePeriod{date("2022-01-01")},
         "settings.period_closed",
         {OpenPeriod{date("2022-02-01"), date("2022-03-01")}}},
        {{},
         Define<AgingBuckets>{{}, {.last_days = {30, 60}}},
         "settings.aging_buckets_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         Define<LateChargePolicy>{{}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("5.00")}},
         "settings.late_charge_policy_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         Define<TaxRelief>{{}, {.code = Code{"STATE"}, .on_write_off = true}},
         "settings.tax_relief_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         Define<LetterTemplate>{
             {},
             {.code = Code{"HI"}, .description = {}, .subject = Plain{"Hello"}, .lines = {Plain{"{customer_name}"}}}},
         "settings.letter_template_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         Define<BillMessage>{{}, {.code = Code{"SAFETY"}, .text = Plain{"Call before you dig."}}},
         "settings.bill_message_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{Define<LateChargePolicy>{{}, {.code = Code{"RES"}, .method = LateChargeMethod::flat, .amount = usd("5.00")}},
          RequestAdjustment{.account = one,
                            .adjustment_type = Code{"FEE"},
                            .amount = usd("9.00"),
                            .ages_from = date("2022-11-01"),
                            .memo = {}}},
         AssessLateCharges{.account = one},
         "account.late_charge_assessed",
         {RequestAdjustment{.account = one, .adjustment_type = Code{"FEE"}, .amount = usd("9.00"), .memo = {}}}},
        {{},
         Define<ArrangementPolicy>{{}, {.code = Code{"RES"}, .grace_days = 5}},
         "settings.arrangement_policy_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{Define<ArrangementPolicy>{{}, {.code = Code{"RES"}}},
          RequestAdjustment{.account = one,
                            .adjustment_type = Code{"FEE"},
                            .amount = usd("9.00"),
                            .ages_from = date("2022-11-01"),
                            .memo = {}},
          RequestArrangement{
              .account = one, .number_of_instalments = 1, .first_due_on = date("2022-12-31"), .memo = {}},
          PostPayment{.tenders = {{.amount = usd("9.00")}}, .shares = {{.account = one, .amount = usd("9.00")}}}},
         AdvanceArrangements{.account = one},
         "account.arrangement_kept",
         {RequestAdjustment{.account = one, .adjustment_type = Code{"FEE"}, .amount = usd("9.00"), .memo = {}}}},
        {{},
         Define<CustomerTypeRules>{{}, {.code = Code{"SENIOR"}, .customer_class = Code{"RES"}}},
         "settings.customer_type_rules_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         Define<AutopayPolicy>{{}, {.code = Code{"RES"}}},
         "settings.autopay_policy_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{a_law().front()},
         a_law().back(),
         "settings.unclaimed_policy_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{an_autopay_policy()}, a_mandate(), "account.autopay_enrolled", {cosigner}},
        {{an_autopay_policy(), a_mandate()}, EndAutopay{one, false, {}}, "account.autopay_ended", {cosigner}},
        {{an_autopay_policy(), a_mandate(), start, december_read, december_bill},
         drafted,
         "account.bill_drafted",
         {fee}},
        {{an_autopay_policy(), a_mandate(), start, december_read, december_bill, drafted},
         ReturnDraft{one, DocumentId{"1-DR1"}, ReturnCode::r02, {}},
         "account.draft_returned",
         {fee}},
        {{start}, budget, "account.budget_enrolled", {fee}},
        {{start, OpenPeriod{date("2022-12-01"), date("2023-01-01")},
          OpenPeriod{date("2023-01-01"), date("2023-02-01")}},
         AccrueUnbilled{.account = one},
         "account.unbilled_accrued",
         {fee}},
        {{start, budget},
         TrueUpBudget{.account = one, .amount = usd("60.00"), .amount_reason = Plain{"agreed"}},
         "account.budget_trued_up",
         {fee}},
        {{start, budget}, LeaveBudget{.account = one}, "account.budget_left", {fee}},
        {{},
         called,
         "settings.collection_policy_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         a_life_support(),
         "settings.protection_type_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         a_limit(),
         "settings.read_validation_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         a_profile(),
         "settings.usage_profile_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{a_limit(), AddUser{cleo, Plain{"Cleo"}, {Role::clerk}}, read},
         AssignRead{gas, {}, date("2022-01-20"), cleo},
         "premise.doubt_assigned",
         {later_read}},
        {{},
         a_winter(),
         "settings.moratorium_defined",
         {Define<BillCycle>{{}, {.code = Code{"M09"}, .description = Plain{"Ninth"}}}}},
        {{},
         a_lockbox(),
         "settings.tender_source_defined",
         {Define<BillCycle>{{}, {.code = Code{"M08"}, .description = Plain{"Eighth"}}}}},
        {{},
         a_partner("TDU1", true),
         "settings.market_partner_defined",
         {Define<BillCycle>{{}, {.code = Code{"M08"}, .description = Plain{"Eighth"}}}}},
        {{},
         Define<MarketDeadline>{{}, {.code = Code{"invoice"}, .days = 20}},
         "settings.market_deadline_defined",
         {Define<BillCycle>{{}, {.code = Code{"M08"}, .description = Plain{"Eighth"}}}}},
        {{a_partner("TDU1", true), a_partner("REP1", false)},
         a_request(),
         "premise.market_transaction_sent",
         {later_read}},
        {{a_partner("TDU1", true), a_partner("REP1", false)},
         an_answer("E-1"),
         "premise.market_transaction_received",
         {later_read}},
        {{a_partner("TDU1", true), a_partner("REP1", false), a_request(), an_answer("E-0")},
         PairMarketTransaction{DocumentId{"L1-MT2"}, DocumentId{"L1-MT1"}},
         "premise.market_transaction_paired",
         {later_read}},
        {{a_partner("TDU1", true), a_partner("REP1", false), a_request()},
         CloseMarketTransaction{DocumentId{"L1-MT1"}, Code{"PHONED"}},
         "premise.market_transaction_closed",
         {later_read}},
        {{start, called, overdue}, advanced, "account.collection_step_taken", {fee}},
        {{start, called, overdue, advanced},
         CancelCollectionStep{one, DocumentId{"1-COL1"}, 1, Code{"SLIP"}, {}},
         "account.collection_step_cancelled",
         {fee}},
        {{start, called, overdue, advanced},
         CancelCollection{one, DocumentId{"1-COL1"}, Code{"HELD"}, {}, {}},
         "account.collection_cancelled",
         {fee}},
        {{start, cut_off, overdue, advanced}, disconnected, "account.service_disconnected", {fee}},
        {{start, cut_off, overdue, advanced},
         CancelSeverance{one, severance, Code{"HELD"}, {}},
         "account.severance_cancelled",
         {fee}},
        {{start, cut_off, overdue, advanced, disconnected},
         ReconnectService{.account = one, .severance = severance, .despite_debt = Code{"HARDSHIP"}},
         "account.service_reconnected",
         {fee}},
        {{a_life_support()}, protection, "account.protection_recorded", {cosigner}},
        {{a_life_support(), protection},
         EndProtection{one, DocumentId{"1-PRO1"}, date("2022-12-31"), Code{"MOVED"}},
         "account.protection_ended",
         {cosigner}},
        {{a_lockbox(), opened, held}, CloseBatch{.batch = batch}, "organization.batch_closed", {deposited}},
        {{a_lockbox(), opened, held},
         CloseBatchWithDifference{
             .batch = batch, .counted = {{TenderKind::cheque, usd("4.00")}}, .difference_reason = Code{"LOST"}},
         "organization.batch_closed",
         {}},
        {{a_lockbox(), opened, held, CloseBatch{.batch = batch}},
         ReopenBatch{.batch = batch, .reopen_reason = Code{"FORGOTTEN"}},
         "organization.batch_reopened",
         {held}},
        {{a_lockbox(), opened, held, CloseBatch{.batch = batch}},
         deposited,
         "organization.bank_deposited",
         {held_alone}},
        {{chain}, RenameMaster{master, Plain{"Bakers"}}, "organization.master_renamed", {branch}},
        {{chain, branch, other_chain},
         MoveMaster{MasterId{"MST2"}, MasterId{"MST3"}},
         "organization.master_moved",
         {RenameMaster{MasterId{"MST2"}, Plain{"Coast"}}}},
        {{chain}, assigned, "account.master_changed", {fee}},
        {{chain, assigned}, ReleaseAccount{one}, "account.master_changed", {fee}},
        {{chain}, CloseMaster{.master = master}, "organization.master_closed", {other_chain}},
        {{chain}, begun, "organization.collective_begun", {RenameMaster{master, Plain{"Bakers"}}}},
        {{chain, begun},
         EndCollective{.master = master},
         "organization.collective_ended",
         {RenameMaster{master, Plain{"Bakers"}}}},
        {{start, overdue, chain, assigned, begun},
         IssueCollectiveStatement{.master = master},
         "organization.collective_statement_issued",
         {fee}},
        {{}, AddUser{cleo, Plain{"Cleo"}, {Role::clerk}}, "user.added", {LockUser{cleo}}},
        {{AddUser{cleo, Plain{"Cleo"}, {Role::clerk}}},
         ChangeUser{cleo, Plain{"Cleo B"}, {}},
         "user.changed",
         {LockUser{cleo}}},
        {{AddUser{cleo, Plain{"Cleo"}, {Role::clerk}}},
         LockUser{cleo},
         "user.locked",
         {ChangeUser{cleo, Plain{"Cleo B"}, {}}}},
        {{AddUser{cleo, Plain{"Cleo"}, {Role::clerk}}, LockUser{cleo}},
         UnlockUser{cleo},
         "user.unlocked",
         {ChangeUser{cleo, Plain{"Cleo B"}, {}}}},
        {{AddUser{UserId{"cli:csr"}, {}, {Role::clerk}}},
         SetUserPreference{{}, Code{"tabs"}, Plain{"bills"}},
         "user.preference_set",
         {SetUserPreference{{}, Code{"layout"}, Plain{"wide"}}}},
    };
}

TEST(AlreadySo, NamesTheEventThatMadeItSoWhateverCameAfter) {
    for (const Repetition& row : repetitions()) {
        const Command& again = row.again ? *row.again : row.makes_it_so;
        SCOPED_TRACE(type_of(again));
        Scenario scenario(a_town());
        scenario.today("2022-12-31").because("test").given(row.given).when(row.makes_it_so).then_accepted();
        std::optional<std::uint64_t> made;
        const auto payloads = scenario.payloads();
        for (std::size_t i = 0; i < payloads.size(); ++i)
            if (type_of(payloads[i]) == row.event) made = scenario.world().next_position() - payloads.size() + i;
        ASSERT_TRUE(made) << "no " << row.event << " was made";
        for (const Command& other : row.meanwhile) scenario.when(other).then_accepted();
        scenario.when(again).then_nothing_changed();
        ASSERT_TRUE(scenario.refusal());
        EXPECT_EQ(scenario.refusal()->position, *made)
            << "it names " << type_of(scenario.world().log()[scenario.refusal()->position].event);
    }
}

TEST(AlreadySo, ASettingsRowNamesTheEventThatDefinedIt) {
    Scenario scenario;
    std::map<std::string, std::pair<Command, std::uint64_t>> first;  // Of each type, and its position.
    for (const Command& command : standard_settings()) {
        first.try_emplace(type_of(command), command, scenario.world().next_position());
        scenario.when(command).then_accepted();
    }
    for (const auto& [type, made] : first) {
        SCOPED_TRACE(type);
        scenario.when(made.first).then_nothing_changed();
        ASSERT_TRUE(scenario.refusal());
        EXPECT_EQ(scenario.refusal()->position, made.second);
    }
}

template <class... Commands>
std::set<std::string> types_of(const TypeList<Commands...>*) {
    return {std::string{Commands::type_name}...};
}

TEST(AlreadySo, EveryCommandOfTheseKindsIsHeldAgainstIt) {
    // What is done each time it is asked for, or refused where there is nothing to do.
    const std::set<std::string> never{"batch.open",
                                      "batch.transfer_cash",
                                      "master.create",
                                      "collective.pay",
                                      "account.unlink_person",
                                      "person.remove_address",
                                      "premise.accept_read",
                                      "premise.estimate_read",
                                      "premise.withdraw_read",
                                      "premise.withdraw_usage",
                                      "service.withdraw_stop",
                                      "settings.report_control_totals",
                                      "tariff.withdraw_version"};
    std::set<std::string> held;
    for (const Repetition& row : repetitions()) held.insert(type_of(row.again ? *row.again : row.makes_it_so));
    for (const Command& command : standard_settings()) held.insert(type_of(command));
    for (const std::string& type : types_of(static_cast<const CommandTypes*>(nullptr))) {
        const std::string kind = type.substr(0, type.find('.'));
        if (!std::set<std::string>{"person", "premise", "account", "service", "customer", "tariff", "settings", "user",
                                   "collection", "severance", "protection", "batch", "bank", "master", "collective"}
                 .contains(kind))
            continue;
        EXPECT_NE(held.contains(type), never.contains(type)) << type << " has no row here, or needs none";
    }
}

}  // namespace
}  // namespace tally::test
