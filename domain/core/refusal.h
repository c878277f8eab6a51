#pragma once
// How the business says no: a rejection whose name is a sentence, with the offending field and value and the cure.

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "domain/core/describe.h"

namespace tally::domain {

// Shown by name, never stored as a number: keep the groups in order.
enum class Rejection {
    already_so,  // Not an error: the receipt says `unchanged` and names the event that made it so.
    // What a command says
    field_missing,
    field_invalid,
    code_unknown,
    id_taken,
    id_invalid,
    amount_must_be_above_zero,
    amount_too_large,
    date_out_of_order,
    period_closed,
    gl_account_missing,
    division_already_created,
    division_not_created,
    division_is_a_copy,
    received_at_goes_back,
    command_id_reused,
    entry_too_large,
    commit_too_large,
    // Persons and accounts
    person_unknown,
    account_unknown,
    person_already_on_account,
    person_not_on_account,
    account_has_main_customer,
    account_keeps_a_main_customer,
    main_customer_is_always_responsible,
    main_customer_is_never_guarantor,
    main_customer_always_receives_bills,
    main_customer_is_always_notified,
    main_customer_needs_a_routing,
    main_customer_cannot_be_unlinked,
    switched_off_routing_has_no_settings,
    route_needs_fax_phone,
    route_needs_email,
    route_needs_address_source,
    route_needs_address,
    override_address_needs_country,
    address_unknown,
    address_periods_overlap,
    country_field_not_used,
    state_not_in_country,
    quotation_module_is_off,
    no_name_given,
    // Premises, meters, usage
    premise_unknown,
    service_point_unknown,
    service_point_has_meter,
    service_point_has_no_meter,
    channel_unknown,
    unit_differs,
    read_below_last,
    read_out_of_order,
    read_over_capacity,
    consumption_over_threshold,
    usage_overlaps,
    occupancy_overlaps,
    register_is_read_not_reported,
    register_reports_usage,
    usage_already_billed,
    // Service agreements
    sa_unknown,
    sa_not_pending,
    sa_not_active,
    sa_not_pending_stop,
    sa_closed,
    start_read_missing,
    stop_read_missing,
    stop_before_start,
    start_day_already_charged,
    landlord_unknown,
    // Tariffs and rating
    tariff_unknown,
    tariff_not_effective,
    tariff_version_exists,
    tariff_component_invalid,
    tax_code_not_effective,
    // Billing
    nothing_to_bill,
    no_billable_read,
    usage_crosses_start_or_stop,
    address_unresolved,
    window_unknown,
    outside_window,
    invoice_unknown,
    invoice_already_reversed,
    invoice_needs_rebill,
    statement_unknown,
    statement_not_latest,
    charge_unknown,
    charge_not_pending,
    account_has_no_service_agreement,
    // Money
    payment_unknown,
    tender_unknown,
    tender_already_cancelled,
    payment_already_cancelled,
    tenders_and_shares_differ,
    spec_sum_differs,
    allocation_exceeds_open_amount,
    document_unknown,
    document_not_open,
    tender_ids_repeat,
    adjustment_unknown,
    adjustment_not_pending,
    approver_is_requester,
    adjustment_not_posted,
    adjustment_sign_differs,
};
constexpr auto enum_names(Rejection) {
    return std::to_array<std::string_view>({
        "already_so",
        "field_missing",
        "field_invalid",
        "code_unknown",
        "id_taken",
        "id_invalid",
        "amount_must_be_above_zero",
        "amount_too_large",
        "date_out_of_order",
        "period_closed",
        "gl_account_missing",
        "division_already_created",
        "division_not_created",
        "division_is_a_copy",
        "received_at_goes_back",
        "command_id_reused",
        "entry_too_large",
        "commit_too_large",
        "person_unknown",
        "account_unknown",
        "person_already_on_account",
        "person_not_on_account",
        "account_has_main_customer",
        "account_keeps_a_main_customer",
        "main_customer_is_always_responsible",
        "main_customer_is_never_guarantor",
        "main_customer_always_receives_bills",
        "main_customer_is_always_notified",
        "main_customer_needs_a_routing",
        "main_customer_cannot_be_unlinked",
        "switched_off_routing_has_no_settings",
        "route_needs_fax_phone",
        "route_needs_email",
        "route_needs_address_source",
        "route_needs_address",
        "override_address_needs_country",
        "address_unknown",
        "address_periods_overlap",
        "country_field_not_used",
        "state_not_in_country",
        "quotation_module_is_off",
        "no_name_given",
        "premise_unknown",
        "service_point_unknown",
        "service_point_has_meter",
        "service_point_has_no_meter",
        "channel_unknown",
        "unit_differs",
        "read_below_last",
        "read_out_of_order",
        "read_over_capacity",
        "consumption_over_threshold",
        "usage_overlaps",
        "occupancy_overlaps",
        "register_is_read_not_reported",
        "register_reports_usage",
        "usage_already_billed",
        "sa_unknown",
        "sa_not_pending",
        "sa_not_active",
        "sa_not_pending_stop",
        "sa_closed",
        "start_read_missing",
        "stop_read_missing",
        "stop_before_start",
        "start_day_already_charged",
        "landlord_unknown",
        "tariff_unknown",
        "tariff_not_effective",
        "tariff_version_exists",
        "tariff_component_invalid",
        "tax_code_not_effective",
        "nothing_to_bill",
        "no_billable_read",
        "usage_crosses_start_or_stop",
        "address_unresolved",
        "window_unknown",
        "outside_window",
        "invoice_unknown",
        "invoice_already_reversed",
        "invoice_needs_rebill",
        "statement_unknown",
        "statement_not_latest",
        "charge_unknown",
        "charge_not_pending",
        "account_has_no_service_agreement",
        "payment_unknown",
        "tender_unknown",
        "tender_already_cancelled",
        "payment_already_cancelled",
        "tenders_and_shares_differ",
        "spec_sum_differs",
        "allocation_exceeds_open_amount",
        "document_unknown",
        "document_not_open",
        "tender_ids_repeat",
        "adjustment_unknown",
        "adjustment_not_pending",
        "approver_is_requester",
        "adjustment_not_posted",
        "adjustment_sign_differs",
    });
}
static_assert(enum_names(Rejection{}).size() == static_cast<std::size_t>(Rejection::adjustment_sign_differs) + 1);

// No personal data in any of it: values are ids, codes, dates and amounts.
struct Refusal {
    Rejection rejection;
    std::string field;           // Path in the command, such as "shares[1].amount"; may be empty.
    std::string value;           // What stood there.
    std::string cure;            // A sentence.
    std::uint64_t position = 0;  // already_so: the event that made it so.
};

template <class T>
using Decided = tl::expected<T, Refusal>;

[[nodiscard]] inline tl::unexpected<Refusal> refuse(Rejection rejection, std::string field, std::string value,
                                                    std::string cure) {
    return tl::unexpected(Refusal{rejection, std::move(field), std::move(value), std::move(cure), 0});
}
[[nodiscard]] inline tl::unexpected<Refusal> already_so(std::uint64_t position) {
    return tl::unexpected(Refusal{Rejection::already_so, "", "", "", position});
}

}  // namespace tally::domain
