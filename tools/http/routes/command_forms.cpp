#include "tools/http/routes/command_forms.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "eventstore/codec/shape.h"
#include "projections/ask.h"
#include "tools/http/server/path_index.h"

namespace tally::tools {

namespace {

// What is done to a thing is named by a noun (cancellation, reversal), since a path names a resource and the method is
// always POST: what was done stays in the log.
constexpr auto form_rows = std::to_array<CommandForm>({
    // Customers.
    {"/v1/customers", "customer.set_up", "", "account"},
    {"/v1/persons", "person.register", "", "person"},
    {"/v1/persons/{id}/name-changes", "person.change_name", "person", ""},
    {"/v1/persons/{id}/phones", "person.set_phone", "person", ""},
    {"/v1/persons/{id}/phone-removals", "person.remove_phone", "person", ""},
    {"/v1/persons/{id}/emails", "person.set_email", "person", ""},
    {"/v1/persons/{id}/identifiers", "person.set_identifier", "person", ""},
    {"/v1/persons/{id}/addresses", "person.set_address", "person", ""},
    {"/v1/persons/{id}/address-removals", "person.remove_address", "person", ""},
    {"/v1/persons/{id}/erasures", "person.erase", "person", ""},
    // Accounts and who is on them.
    {"/v1/accounts", "account.open", "", "account"},
    {"/v1/accounts/{id}/terms", "account.change_terms", "account", ""},
    {"/v1/accounts/{id}/persons", "account.link_person", "account", ""},
    {"/v1/accounts/{id}/person-changes", "account.change_person", "account", ""},
    {"/v1/accounts/{id}/person-removals", "account.unlink_person", "account", ""},
    {"/v1/accounts/{id}/main-customers", "account.change_main_customer", "account", ""},
    // The communication log, letters.
    {"/v1/accounts/{id}/communications", "communication.record", "account", ""},
    {"/v1/accounts/{id}/memos", "communication.add_memo", "account", ""},
    {"/v1/accounts/{id}/letters", "letter.send", "account", "letter"},
    {"/v1/letters/{id}/resending", "letter.resend", "letter", "letter"},
    // Locations, service points, meters, usage.
    {"/v1/premises", "premise.add_location", "", "premise"},
    {"/v1/premises/{id}/address-changes", "premise.change_address", "premise", ""},
    {"/v1/premises/{id}/service-points", "premise.add_service_point", "premise", ""},
    {"/v1/premises/{id}/landlord-agreements", "premise.set_landlord_agreement", "premise", ""},
    {"/v1/service-points/{id}/meters", "premise.install_meter", "service_point", ""},
    {"/v1/service-points/{id}/meter-removals", "premise.remove_meter", "service_point", ""},
    {"/v1/service-points/{id}/register-changes", "premise.change_register", "service_point", ""},
    {"/v1/service-points/{id}/reads", "premise.record_read", "service_point", ""},
    {"/v1/service-points/{id}/read-acceptances", "premise.accept_read", "service_point", ""},
    {"/v1/service-points/{id}/read-assignments", "premise.assign_read", "service_point", ""},
    {"/v1/service-points/{id}/read-estimates", "premise.estimate_read", "service_point", ""},
    {"/v1/service-points/{id}/read-withdrawals", "premise.withdraw_read", "service_point", ""},
    {"/v1/service-points/{id}/interval-days", "premise.record_interval_day", "service_point", ""},
    {"/v1/service-points/{id}/usage", "premise.record_usage", "service_point", ""},
    {"/v1/service-points/{id}/usage-withdrawals", "premise.withdraw_usage", "service_point", ""},
    // Market transactions.
    {"/v1/service-points/{id}/market-sendings", "market.send", "service_point", "market_transaction"},
    {"/v1/service-points/{id}/market-receipts", "market.receive", "service_point", "market_transaction"},
    {"/v1/market-transactions/{id}/pairing", "market.pair", "market_transaction", ""},
    {"/v1/market-transactions/{id}/closing", "market.close", "market_transaction", ""},
    // Service agreements.
    {"/v1/accounts/{id}/service-agreements", "service.start", "account", ""},
    {"/v1/accounts/{id}/move-outs", "customer.move_out", "account", ""},
    {"/v1/service-agreements/{id}/activation", "service.activate", "sa", ""},
    {"/v1/service-agreements/{id}/start-withdrawal", "service.withdraw_start", "sa", ""},
    {"/v1/service-agreements/{id}/start-changes", "service.move_start", "sa", ""},
    {"/v1/service-agreements/{id}/stop", "service.stop", "sa", ""},
    {"/v1/service-agreements/{id}/stop-withdrawal", "service.withdraw_stop", "sa", ""},
    {"/v1/service-agreements/{id}/tariff-changes", "service.change_tariff", "sa", ""},
    {"/v1/service-agreements/{id}/quantity-changes", "service.change_quantity", "sa", ""},
    {"/v1/service-agreements/{id}/frequency-changes", "service.change_frequency", "sa", ""},
    // Bills and charges.
    {"/v1/accounts/{id}/bills", "bill.account", "account", "statement"},
    {"/v1/statements/{id}/cancellation", "bill.cancel", "statement", ""},
    {"/v1/invoices/{id}/reversal", "invoice.reverse", "invoice", "invoice"},
    {"/v1/accounts/{id}/corrections", "bill.correct", "account", "correction"},
    {"/v1/accounts/{id}/unbilled-accruals", "unbilled.accrue", "account", ""},
    {"/v1/accounts/{id}/charges", "special_charge.create", "account", ""},
    {"/v1/charges/{id}/removal", "special_charge.remove", "charge", ""},
    // Payments. {id} pays; where the body does not say for whom, for itself.
    {"/v1/accounts/{id}/payments", "payment.post", "payor", "payment", "shares"},
    {"/v1/payments/{id}/cancellation", "payment.cancel", "payment", ""},
    {"/v1/payment-events/{id}/tender-cancellations", "tender.cancel", "payment_event", ""},
    // Batches of tenders, suspense, the bank.
    {"/v1/batches", "batch.open", "", "batch"},
    {"/v1/batches/{id}/closing", "batch.close", "batch", ""},
    {"/v1/batches/{id}/closing-with-difference", "batch.close_with_difference", "batch", ""},
    {"/v1/batches/{id}/reopening", "batch.reopen", "batch", ""},
    {"/v1/batches/{id}/cash-transfers", "batch.transfer_cash", "batch", ""},
    {"/v1/bank-deposits", "bank.deposit", "", ""},
    {"/v1/suspense", "suspense.receive", "", ""},
    {"/v1/suspense/{id}/matches", "suspense.match", "suspense", ""},
    {"/v1/suspense/{id}/returns", "suspense.return", "suspense", ""},
    // Masters above accounts; collectives.
    {"/v1/masters", "master.create", "", "master"},
    {"/v1/masters/{id}/name-changes", "master.rename", "master", ""},
    {"/v1/masters/{id}/moves", "master.move", "master", ""},
    {"/v1/masters/{id}/closing", "master.close", "master", ""},
    {"/v1/accounts/{id}/master-assignments", "master.assign_account", "account", ""},
    {"/v1/accounts/{id}/master-releases", "master.release_account", "account", ""},
    {"/v1/masters/{id}/collective", "collective.begin", "master", ""},
    {"/v1/masters/{id}/collective-ends", "collective.end", "master", ""},
    {"/v1/masters/{id}/collective-statements", "collective.issue_statement", "master", ""},
    {"/v1/masters/{id}/collective-payments", "collective.pay", "master", ""},
    // Payment arrangements.
    {"/v1/accounts/{id}/arrangements", "arrangement.request", "account", ""},
    {"/v1/accounts/{id}/instalments", "account.advance_arrangements", "account", ""},
    {"/v1/arrangements/{id}/approval", "arrangement.approve", "arrangement", ""},
    {"/v1/arrangements/{id}/rejection", "arrangement.reject", "arrangement", ""},
    {"/v1/arrangements/{id}/break", "arrangement.break", "arrangement", ""},
    // Automatic payment.
    {"/v1/accounts/{id}/autopay", "autopay.enrol", "account", ""},
    {"/v1/accounts/{id}/autopay-ends", "autopay.end", "account", ""},
    {"/v1/accounts/{id}/drafts", "autopay.draft", "account", ""},
    {"/v1/drafts/{id}/return", "autopay.return", "draft", ""},
    // Budget plans.
    {"/v1/accounts/{id}/budgets", "budget.enrol", "account", ""},
    {"/v1/accounts/{id}/budget-true-ups", "budget.true_up", "account", ""},
    {"/v1/accounts/{id}/budget-ends", "budget.leave", "account", ""},
    // Collections, severances, protections.
    {"/v1/accounts/{id}/collections", "collection.advance", "account", ""},
    {"/v1/collections/{id}/step-cancellation", "collection.cancel_step", "collection", ""},
    {"/v1/collections/{id}/cancellation", "collection.cancel", "collection", ""},
    {"/v1/severances/{id}/cancellation", "severance.cancel", "severance", ""},
    {"/v1/severances/{id}/disconnection", "severance.disconnect", "severance", ""},
    {"/v1/severances/{id}/reconnection", "severance.reconnect", "severance", ""},
    {"/v1/accounts/{id}/protections", "protection.record", "account", ""},
    {"/v1/protections/{id}/end", "protection.end", "protection", ""},
    // Deposits.
    {"/v1/accounts/{id}/deposits", "deposit.bill", "account", ""},
    {"/v1/deposits/{id}/cancellation", "deposit.cancel_bill", "deposit", ""},
    {"/v1/deposits/{id}/receipts", "deposit.receive", "deposit", ""},
    {"/v1/deposits/{id}/interest", "deposit.accrue_interest", "deposit", ""},
    {"/v1/deposits/{id}/applications", "deposit.apply", "deposit", ""},
    {"/v1/deposits/{id}/refunds", "deposit.refund", "deposit", ""},
    // Late charges and disputes.
    {"/v1/accounts/{id}/late-charges", "account.assess_late_charges", "account", ""},
    {"/v1/late-charges/{id}/cancellation", "late_charge.cancel", "charge", ""},
    {"/v1/accounts/{id}/disputes", "dispute.open", "account", ""},
    {"/v1/disputes/{id}/resolution", "dispute.resolve", "dispute", ""},
    // Refunds, write-offs, transfers.
    {"/v1/accounts/{id}/refunds", "credit.refund", "account", ""},
    {"/v1/refunds/{id}/cancellation", "credit.cancel_refund", "refund", ""},
    {"/v1/accounts/{id}/unclaimed-notices", "credit.send_unclaimed_notice", "account", ""},
    {"/v1/unclaimed-notices/{id}/cancellation", "credit.cancel_unclaimed_notice", "notice", ""},
    {"/v1/accounts/{id}/escheats", "credit.escheat", "account", ""},
    {"/v1/escheats/{id}/remittances", "credit.remit_escheated", "escheat", ""},
    {"/v1/escheats/{id}/remittance-returns", "credit.return_remittance", "escheat", ""},
    {"/v1/escheats/{id}/reclaim", "credit.reclaim_escheated", "escheat", ""},
    {"/v1/accounts/{id}/credit-transfers", "credit.transfer", "account", ""},
    {"/v1/accounts/{id}/debt-transfers", "debt.transfer", "account", ""},
    {"/v1/accounts/{id}/write-offs", "debt.write_off", "account", ""},
    {"/v1/write-offs/{id}/reversals", "debt.reverse_write_off", "write_off", ""},
    // Adjustments.
    {"/v1/accounts/{id}/adjustments", "adjustment.request", "account", ""},
    {"/v1/adjustments/{id}/approval", "adjustment.approve", "adjustment", ""},
    {"/v1/adjustments/{id}/rejection", "adjustment.reject", "adjustment", ""},
    {"/v1/adjustments/{id}/cancellation", "adjustment.cancel", "adjustment", ""},
    // Control tables, periods, tariffs.
    {"/v1/settings/installation_options/rows", "settings.define_installation_options", "", ""},
    {"/v1/settings/customer_class/rows", "settings.define_customer_class", "", ""},
    {"/v1/settings/customer_type/rows", "settings.define_customer_type", "", ""},
    {"/v1/settings/relationship_type/rows", "settings.define_relationship_type", "", ""},
    {"/v1/settings/bill_format/rows", "settings.define_bill_format", "", ""},
    {"/v1/settings/bill_cycle/rows", "settings.define_bill_cycle", "", ""},
    {"/v1/settings/bill_cycle_window/rows", "settings.define_bill_cycle_window", "", ""},
    {"/v1/settings/phone_type/rows", "settings.define_phone_type", "", ""},
    {"/v1/settings/identifier_type/rows", "settings.define_identifier_type", "", ""},
    {"/v1/settings/service/rows", "settings.define_service", "", ""},
    {"/v1/settings/bill_route_type/rows", "settings.define_bill_route_type", "", ""},
    {"/v1/settings/sa_type/rows", "settings.define_sa_type", "", ""},
    {"/v1/settings/adjustment_type/rows", "settings.define_adjustment_type", "", ""},
    {"/v1/settings/special_charge_type/rows", "settings.define_special_charge_type", "", ""},
    {"/v1/settings/tax_code/rows", "settings.define_tax_code", "", ""},
    {"/v1/settings/country/rows", "settings.define_country", "", ""},
    {"/v1/settings/holiday/rows", "settings.define_holiday", "", ""},
    {"/v1/settings/gl_account/rows", "settings.define_gl_account", "", ""},
    {"/v1/settings/aging_buckets/rows", "settings.define_aging_buckets", "", ""},
    {"/v1/settings/late_charge_policy/rows", "settings.define_late_charge_policy", "", ""},
    {"/v1/settings/arrangement_policy/rows", "settings.define_arrangement_policy", "", ""},
    {"/v1/settings/customer_type_rules/rows", "settings.define_customer_type_rules", "", ""},
    {"/v1/settings/autopay_policy/rows", "settings.define_autopay_policy", "", ""},
    {"/v1/settings/unclaimed_policy/rows", "settings.define_unclaimed_policy", "", ""},
    {"/v1/settings/deposit_class/rows", "settings.define_deposit_class", "", ""},
    {"/v1/settings/tax_relief/rows", "settings.define_tax_relief", "", ""},
    {"/v1/settings/letter_template/rows", "settings.define_letter_template", "", ""},
    {"/v1/settings/bill_message/rows", "settings.define_bill_message", "", ""},
    {"/v1/settings/collection_policy/rows", "settings.define_collection_policy", "", ""},
    {"/v1/settings/protection_type/rows", "settings.define_protection_type", "", ""},
    {"/v1/settings/moratorium/rows", "settings.define_moratorium", "", ""},
    {"/v1/settings/read_validation/rows", "settings.define_read_validation", "", ""},
    {"/v1/settings/usage_profile/rows", "settings.define_usage_profile", "", ""},
    {"/v1/settings/tender_source/rows", "settings.define_tender_source", "", ""},
    {"/v1/settings/market_partner/rows", "settings.define_market_partner", "", ""},
    {"/v1/settings/market_deadline/rows", "settings.define_market_deadline", "", ""},
    {"/v1/periods", "settings.open_period", "", ""},
    {"/v1/period-closings", "settings.close_period", "", ""},
    {"/v1/tariffs", "tariff.publish", "", ""},
    {"/v1/tariffs/{id}/version-withdrawals", "tariff.withdraw_version", "tariff", ""},
    // Users.
    {"/v1/users", "user.add", "", ""},
    {"/v1/users/{id}/changes", "user.change", "user", ""},
    {"/v1/users/{id}/locks", "user.lock", "user", ""},
    {"/v1/users/{id}/lock-removals", "user.unlock", "user", ""},
    {"/v1/users/{id}/preferences", "user.set_preference", "user", ""},
});

eventstore::InputError wrong_id(const CommandForm& form, std::string_view id, std::string problem, std::string cure) {
    eventstore::InputError error;
    error.field = form.field;
    error.value = id;
    error.problem = std::move(problem);
    error.cure = std::move(cure);
    return error;
}

}  // namespace

std::span<const CommandForm> command_forms() {
    return form_rows;
}

const CommandForm* form_at(const RequestTarget& target) {
    static const auto index = [] {
        PathIndex<CommandForm> forms;
        for (const auto& form : form_rows) forms.add(form.path, form);
        return forms;
    }();
    return index.find(target.segments).row;
}

std::optional<eventstore::InputError> fill_from_path(const CommandForm& form, const RequestTarget& target,
                                                     domain::Command& command) {
    std::string_view id;
    if (form.field.empty() || !is_at(form.path, target.segments, &id)) return std::nullopt;
    if (auto wrong = projections::wrong_with_id(projections::IdForm::id, id); !wrong.empty())
        return wrong_id(form, id, "the path has '" + std::string{id} + "'", std::move(wrong));
    const auto& shapes = eventstore::variant_shape<domain::Command>();
    const auto& shape = *shapes.alternatives[command.index()];
    const auto* field = shape.find(form.field);
    if (field == nullptr) return std::nullopt;  // Not of this table: a test holds each row against its command.
    void* const record = command.address();
    void* const value = eventstore::field_of(record, *field);
    const std::string said{field->value->text(value)};
    if (!said.empty() && said != id)
        return wrong_id(
            form, said, "the path says '" + std::string{id} + "' and the body '" + said + "'",
            "leave " + std::string{form.field} + " out of the body, or send this to the path of '" + said + "'");
    field->value->set_text(value, id);
    if (auto* payment = get_if<domain::PostPayment>(&command); payment != nullptr && payment->shares.empty())
        payment->shares.emplace_back().account = domain::AccountId{std::string{id}};
    return std::nullopt;
}

const projections::QuestionKind* shown_by(const CommandForm& form) {
    std::string kind{form.made};
    std::replace(kind.begin(), kind.end(), '_', '-');
    return kind.empty() ? nullptr : projections::question_of(kind);
}

std::string location_of(const CommandForm& form, const eventstore::CommandReceipt& receipt) {
    const auto* question = shown_by(form);
    if (question == nullptr || !receipt.has_events()) return {};
    const auto made = eventstore::made_by(receipt);
    const auto found = std::find_if(made.begin(), made.end(), [&](const auto& one) { return one.what == form.made; });
    if (found == made.end()) return {};
    std::string path{question->path};
    path.replace(path.find(id_segment), id_segment.size(), found->id);
    return path;
}

}  // namespace tally::tools
