#include "domain/user/permissions.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>

#include "domain/core/assert.h"

namespace tally::domain {

namespace {

// --- Commands by duty

template <class... Commands>
using Listed = TypeList<Commands...>;

using CustomerCare = JoinedLists<
    PersonCommand, PremiseCommand, AccountPeopleCommand, CommunicationCommand, ServiceCommand,
    Listed<SetUpCustomer, CreateSpecialCharge, RemoveSpecialCharge, PostPayment, RequestAdjustment, OpenBatch,
           CloseBatch, TransferTillCash, ReceiveSuspense, OpenDispute, BillDeposit, ReceiveDeposit, RequestArrangement,
           EnrolInBudget, EnrolInAutopay, EndAutopay, DisconnectService, ReconnectService, RecordProtection,
           CreateMaster, RenameMaster, MoveMaster, AssignAccount, ReleaseAccount, CloseMaster, PayCollective>>;
using Approval =
    Listed<ErasePerson, BillAccount, CancelBill, ReverseInvoice, CorrectBills, CancelTender, CancelPayment,
           ApproveAdjustment, RejectAdjustment, CancelAdjustment, AssessLateCharges, CancelLateCharge, ResolveDispute,
           ApproveArrangement, RejectArrangement, BreakArrangement, AdvanceArrangements, DraftBill, ReturnDraft,
           TrueUpBudget, LeaveBudget, CancelDepositBill, AccrueDepositInterest, ApplyDeposit, RefundDeposit,
           RefundCredit, CancelRefund, TransferCredit, TransferDebt, WriteOffDebt, ReverseWriteOff, AdvanceCollection,
           CancelCollectionStep, CancelCollection, CancelSeverance, EndProtection, CloseBatchWithDifference,
           ReopenBatch, DepositAtBank, MatchSuspense, ReturnSuspense, AccrueUnbilled, SendUnclaimedNotice,
           CancelUnclaimedNotice, EscheatUnclaimed, RemitEscheated, ReturnRemittance, ReclaimEscheated, BeginCollective,
           EndCollective, IssueCollectiveStatement>;
using ControlTables = JoinedLists<ForEachTable<Define, CreateDivision, OpenPeriod, ClosePeriod>, TariffCommand>;
using ControlTotals = Listed<ReportControlTotals>;
using Users = Listed<AddUser, ChangeUser, LockUser, UnlockUser>;
using OwnPreferences = Listed<SetUserPreference>;

template <class Command>
constexpr Duty duty_of_type() {
    constexpr std::array<bool, 6> in{ListedIn<Command, CustomerCare>,  ListedIn<Command, Approval>,
                                     ListedIn<Command, ControlTables>, ListedIn<Command, ControlTotals>,
                                     ListedIn<Command, Users>,         ListedIn<Command, OwnPreferences>};
    static_assert(std::count(in.begin(), in.end(), true) == 1, "a command belongs to exactly one duty");
    return static_cast<Duty>(std::find(in.begin(), in.end(), true) - in.begin());
}

struct DutyOfCommand {
    std::string_view type;
    Duty duty;
};
template <class Variant>
struct DutiesOfAll;
template <class... Commands>
struct DutiesOfAll<TypeList<Commands...>> {
    static constexpr std::array<DutyOfCommand, sizeof...(Commands)> rows{
        DutyOfCommand{std::string_view{Commands::type_name}, duty_of_type<Commands>()}...};
};

// --- Questions by sight. Those of the table of questions, and the lists and streams beside it.

struct SightOfQuestion {
    std::string_view kind;
    Sight sight;
};
constexpr auto sight_rows = std::to_array<SightOfQuestion>({
    {"person", Sight::customers},
    {"account", Sight::customers},
    {"premise", Sight::customers},
    {"balance", Sight::customers},
    {"open-items", Sight::customers},
    {"disputes", Sight::customers},
    {"collections", Sight::customers},
    {"in-collection", Sight::customers},
    {"corrections", Sight::customers},
    {"corrections-due", Sight::customers},
    {"exceptions", Sight::customers},
    {"missing-reads", Sight::customers},
    {"communications", Sight::customers},
    {"letter", Sight::customers},
    {"ar-history", Sight::customers},
    {"documents", Sight::customers},
    {"suspense", Sight::customers},
    {"explain-suspense", Sight::customers},
    {"batches", Sight::customers},
    {"batch", Sight::customers},
    {"masters", Sight::customers},
    {"master", Sight::customers},
    {"explain-master", Sight::customers},
    {"collective", Sight::customers},
    {"bank-deposits", Sight::books},
    {"cash", Sight::books},
    {"unbilled", Sight::books},
    {"unclaimed", Sight::customers},
    {"unclaimed-property", Sight::customers},
    {"escheats", Sight::customers},
    {"deposits", Sight::customers},
    {"arrangements", Sight::customers},
    {"autopay", Sight::customers},
    {"market-transactions", Sight::customers},
    {"premise-market-transactions", Sight::customers},
    {"service-point-market-transactions", Sight::customers},
    {"market-transaction", Sight::customers},
    {"market-unpaired", Sight::customers},
    {"market-awaited", Sight::customers},
    {"drafts", Sight::customers},
    {"budgets", Sight::customers},
    {"usage", Sight::customers},
    {"premise-usage", Sight::customers},
    {"intervals", Sight::customers},
    {"search", Sight::customers},
    {"duplicates", Sight::customers},
    {"calendar", Sight::tables},
    {"invoice", Sight::documents},
    {"correction", Sight::documents},
    {"statement", Sight::documents},
    {"collective-statement", Sight::documents},
    {"payment", Sight::documents},
    {"activity", Sight::customers},
    {"explain-balance", Sight::customers},
    {"explain-invoice", Sight::documents},
    {"explain-line", Sight::documents},
    {"explain-draft", Sight::documents},
    {"explain-payment", Sight::documents},
    {"lines", Sight::documents},
    {"tariff", Sight::tables},
    {"trial-balance", Sight::books},
    {"postings", Sight::books},
    {"gl-extract", Sight::books},
    {"totals", Sight::books},
    {"rate-studies", Sight::books},
    {"control-totals", Sight::books},
    {"accounts", Sight::customers},
    {"persons", Sight::customers},
    {"premises", Sight::customers},
    {"service-points", Sight::customers},
    {"adjustments", Sight::customers},
    {"billing-errors", Sight::customers},
    {"what-if", Sight::customers},
    {"invoices", Sight::documents},
    {"statements", Sight::documents},
    {"payments", Sight::documents},
    {"events", Sight::events},
    {"settings", Sight::tables},
    {"tariffs", Sight::tables},
    {"periods", Sight::tables},
    {"users", Sight::users},
    {"metrics", Sight::operations},
});

template <class Value>
std::vector<std::string_view> names_of(const auto& rows, Value value, const auto& name, const auto& group) {
    std::vector<std::string_view> names;
    for (const auto& row : rows)
        if (row.*group == value) names.push_back(row.*name);
    return names;
}

std::string joined_roles(const auto& has_it) {
    std::string names;
    for (const auto& row : role_permissions())
        if (has_it(row)) names += (names.empty() ? "" : ", ") + std::string{name_of(row.role)};
    return names;
}

template <class One>
bool is_in(const std::vector<One>& all, One one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

const RolePermissions& permissions_of(Role role) {
    const auto rows = role_permissions();
    const auto place = static_cast<std::size_t>(role);
    TALLY_ASSERT(place < rows.size() && rows[place].role == role, "every role has its row");
    return rows[place];
}

}  // namespace

std::span<const RolePermissions> role_permissions() {
    static const std::vector<RolePermissions> rows{
        {Role::clerk,
         "Customer service: takes calls, sets customers up, takes payments, asks for adjustments.",
         {Duty::customer_care, Duty::own_preferences},
         {Sight::customers, Sight::documents, Sight::tables}},
        {Role::supervisor,
         "What a clerk does; bills, approves adjustments that others asked for, takes back what was posted.",
         {Duty::customer_care, Duty::approval, Duty::own_preferences},
         {Sight::customers, Sight::documents, Sight::books, Sight::events, Sight::tables}},
        {Role::auditor,
         "Sees everything and changes nothing.",
         {Duty::own_preferences},
         {Sight::customers, Sight::documents, Sight::books, Sight::events, Sight::tables, Sight::users,
          Sight::operations}},
        {Role::erp,
         "Another system: reads documents and books, and reports what it has booked.",
         {Duty::control_totals, Duty::own_preferences},
         {Sight::documents, Sight::books, Sight::tables}},
        {Role::admin,
         "Control tables, tariffs, periods and users.",
         {Duty::control_tables, Duty::users, Duty::own_preferences},
         {Sight::books, Sight::tables, Sight::users, Sight::operations}},
    };
    return rows;
}

Duty duty_of(const Command& command) {
    return visit([](const auto& order) { return duty_of_type<std::remove_cvref_t<decltype(order)>>(); }, command);
}

const Duty* duty_of(std::string_view command_type) {
    for (const DutyOfCommand& row : DutiesOfAll<CommandTypes>::rows)
        if (row.type == command_type) return &row.duty;
    return nullptr;
}

const Sight* sight_of(std::string_view question_kind) {
    for (const SightOfQuestion& row : sight_rows)
        if (row.kind == question_kind) return &row.sight;
    return nullptr;
}

std::span<const std::string_view> commands_of(Duty duty) {
    static const auto all = [] {
        std::array<std::vector<std::string_view>, enum_names(Duty{}).size()> lists;
        for (std::size_t i = 0; i < lists.size(); ++i)
            lists[i] = names_of(DutiesOfAll<CommandTypes>::rows, static_cast<Duty>(i), &DutyOfCommand::type,
                                &DutyOfCommand::duty);
        return lists;
    }();
    return all[static_cast<std::size_t>(duty)];
}

std::span<const std::string_view> questions_of(Sight sight) {
    static const auto all = [] {
        std::array<std::vector<std::string_view>, enum_names(Sight{}).size()> lists;
        for (std::size_t i = 0; i < lists.size(); ++i)
            lists[i] = names_of(sight_rows, static_cast<Sight>(i), &SightOfQuestion::kind, &SightOfQuestion::sight);
        return lists;
    }();
    return all[static_cast<std::size_t>(sight)];
}

bool may(std::span<const Role> roles, Duty duty) {
    return std::any_of(roles.begin(), roles.end(), [&](Role role) { return is_in(permissions_of(role).duties, duty); });
}
bool may_see(std::span<const Role> roles, Sight sight) {
    return std::any_of(roles.begin(), roles.end(),
                       [&](Role role) { return is_in(permissions_of(role).sights, sight); });
}
std::string roles_that_may(Duty duty) {
    return joined_roles([&](const RolePermissions& row) { return is_in(row.duties, duty); });
}
std::string roles_that_see(Sight sight) {
    return joined_roles([&](const RolePermissions& row) { return is_in(row.sights, sight); });
}

}  // namespace tally::domain
