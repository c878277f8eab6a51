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
        given({other, LinkPerson{AccountId{"7"}, {.person = PersonId{"P9"}, .relationship_type = Code{"ACCT"}}}});
        given({a_service("8", "8-WAT", "WATER", "L8-W", "2022-01-05"),
               StopService{.sa = ServiceAgreementId{"8-GAS"}, .stop_on = date("2022-03-01")}});
        today("2022-02-04");
        given({a_read("L7-G", "2022-02-03", "40"), BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-04")}});
        for (const auto* event : {"PE-1", "PE-2"}) given({payment(event)});
        given({adjustment("BIGCREDIT", "-60.00", "pending"), adjustment("FEE", "5.00", "posted"),
               CreateSpecialCharge{.account = AccountId{"7"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .charge_type = Code{"VISIT"},
                                   .amount = usd("10.00")}});
        PublishTariff next = *std::get_if<PublishTariff>(&tariff_);
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
            if (std::holds_alternative<PublishTariff>(command)) return command;
        return {};
    }
    const Command tariff_ = first_tariff();
};

std::vector<Command> settings_examples() {
    std::vector<Command> examples;
    for (const auto& command : standard_settings())
        if (!std::holds_alternative<CreateDivision>(command) && !std::holds_alternative<PublishTariff>(command))
            examples.push_back(command);
    examples.push_back(Define<AgingBuckets>{{}, {.last_days = {30, 60, 90}}});
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
            RemovePersonAddress{p9, AddressId{"A2"}}};
}

std::vector<Command> premise_examples() {
    AddLocation location = std::get<AddLocation>(a_location("L20").front());
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
        ChangeRegister{gas, Code{"1"}, rate("0.9")},
        ChangeRegister{gas, {}, rate("0.9")},
        RemoveMeter{gas, date("2022-02-04"), {{Code{"1"}, quantity("41")}}},
        a_read("L7-G", "2022-02-04", "41"),
        a_read("L8-G", "2022-02-04", "0"),
        RecordRead{.service_point = gas, .channel = Code{"1"}, .read_on = date("2022-02-04"), .value = quantity("41")},
        SetLandlordAgreement{PremiseId{"L7"}, agreement}};
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
    with_new.new_location = std::get<AddLocation>(a_location("L30").front());
    with_new.new_service_points = {{PremiseId{"L30"}, ServicePointId{"L30-G"}, Code{"gas"}, {}}};
    with_new.new_meters = {a_meter("L30-G", "GM30", "2022-02-03")};
    with_new.services = {a_service("30", "", "GAS", "L30-G", "2022-02-04")};
    with_new.other_persons = {{AccountId{"30"}, {.person = PersonId{"P9"}, .relationship_type = Code{"COSIGN"}}}};
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
    return {least,
            spec,
            two,
            fee,
            credit,
            CancelTender{.payment_event = PaymentEventId{"PE-1"}, .tender = TenderId{"T1"}, .nsf = true},
            CancelTender{.payment_event = PaymentEventId{"PE-1"}},
            CancelPayment{.account = account, .payment = PaymentId{"7-P1"}},
            ApproveAdjustment{account, DocumentId{"pending"}},
            RejectAdjustment{account, DocumentId{"pending"}},
            CancelAdjustment{.account = account, .adjustment = DocumentId{"posted"}}};
}

std::vector<Command> tariff_examples(const PreparedDivision& division) {
    PublishTariff next = std::get<PublishTariff>(division.tariff());
    next.effective_from = date("2023-07-01");
    next.usage_factors = {};
    return {next, WithdrawTariffVersion{TariffId{"G-RES"}, 3}};
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

// Writes a command's JSON without what stands at one path.
class Without {
  public:
    explicit Without(std::string path) : path_(std::move(path)) {}
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
            if (is_default(field, value) || path == path_) continue;
            if (!first) out += ',';
            first = false;
            write_json_string(field.name, out);
            out += ':';
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
};

// Each field that an example has or could have: "account.open person", "PhoneEntry number".
struct Use {
    std::string field;
    std::string path;
    bool given = false;
};
void uses_in(RecordRef record, const std::string& name, const std::string& at, std::vector<Use>& uses) {
    for (const auto& field : record.shape->fields) {
        const void* value = field_of(record.data, field);
        const std::string path = at + std::string{field.name};
        const bool given = !is_default(field, value);
        uses.push_back({name + " " + std::string{field.name}, path, given});
        if (!given) continue;
        const ValueShape& shape = *field.value;
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
            try_all({later, without_intervals, WithdrawUsage{ServicePointId{"L7-W"}, {}, date("2022-01-05")},
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

}  // namespace
}  // namespace tally::test
