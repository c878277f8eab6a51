#include "tools/tally/demo/sights.h"

#include <array>
#include <string_view>

#include "eventstore/codec/codec.h"

namespace tally::tools {

namespace {

struct Kind {
    std::string_view event_type;
    std::string_view what;
    std::string_view question;
    bool of_one = true;  // The question is of the event's stream.
};

constexpr std::array kinds{
    Kind{"premise.meter_removed", "meters exchanged", "premise"},
    Kind{"premise.register_read_doubted", "reads in doubt", "premise-usage"},
    Kind{"premise.read_estimated", "reads estimated", "premise-usage"},
    Kind{"account.bill_segment_errored", "bills held in error", "account"},
    Kind{"account.bills_corrected", "bills corrected after a read", "corrections"},
    Kind{"account.credit_note_issued", "invoices taken back", "ar-history"},
    Kind{"account.deposit_billed", "deposits asked for", "deposits"},
    Kind{"account.deposit_refunded", "deposits refunded", "deposits"},
    Kind{"account.budget_enrolled", "budget plans begun", "budgets"},
    Kind{"account.budget_trued_up", "budget plans trued up", "budgets"},
    Kind{"account.autopay_enrolled", "automatic payments begun", "autopay"},
    Kind{"account.bill_drafted", "bills drafted", "autopay"},
    Kind{"account.draft_returned", "drafts returned by the bank", "autopay"},
    Kind{"premise.market_transaction_sent", "answers sent to the market", "premise-market-transactions"},
    Kind{"premise.market_transaction_received", "market transactions received", "premise-market-transactions"},
    Kind{"account.arrangement_granted", "payment arrangements", "arrangements"},
    Kind{"account.arrangement_kept", "arrangements kept", "arrangements"},
    Kind{"account.arrangement_broken", "arrangements broken", "arrangements"},
    Kind{"organization.batch_closed", "batches of payments counted", "batches", false},
    Kind{"organization.cash_over_short", "tills over or short", "batches", false},
    Kind{"organization.bank_deposited", "deposits at the bank", "bank-deposits", false},
    Kind{"organization.suspense_received", "payments of unknown accounts", "suspense", false},
    Kind{"account.suspense_matched", "of them found", "ar-history"},
    Kind{"account.nsf_fee_charged", "payments returned by the bank", "ar-history"},
    Kind{"account.late_charge_assessed", "late charges", "disputes"},
    Kind{"account.dispute_opened", "disputes", "disputes"},
    Kind{"account.collection_started", "collections", "collections"},
    Kind{"account.protection_recorded", "protections", "collections"},
    Kind{"account.service_disconnected", "services disconnected", "collections"},
    Kind{"account.service_reconnected", "services connected again", "collections"},
    Kind{"account.activity_recorded", "calls noted", "communications"},
    Kind{"account.letter_sent", "letters", "communications"},
    Kind{"account.credit_refunded", "credit refunded", "ar-history"},
    Kind{"account.credit_transferred_out", "credit transferred", "ar-history"},
    Kind{"account.balance_transferred_out", "debt transferred", "ar-history"},
    Kind{"account.written_off", "debt written off", "ar-history"},
    Kind{"account.write_off_reversed", "of it recovered", "ar-history"},
    Kind{"account.unclaimed_noticed", "owners of unclaimed money written to", "unclaimed"},
    Kind{"account.credit_escheated", "unclaimed money escheated", "unclaimed"},
    Kind{"account.escheat_remitted", "of it paid to the state", "unclaimed"},
    Kind{"account.escheat_reclaimed", "of it reclaimed by its owner", "unclaimed"},
    Kind{"account.service_quantity_changed", "meters with several dwellings", "account"},
    Kind{"person.erased", "persons erased", "person"},
    Kind{"account.unbilled_accrued", "unbilled revenue accrued", "unbilled"},
    Kind{"organization.master_created", "masters above accounts", "masters", false},
    Kind{"organization.collective_statement_issued", "collective statements", "collective"},
    Kind{"organization.collective_paid", "payments for many accounts", "collective"},
    Kind{"settings.period_closed", "accounting periods closed", "periods", false},
    Kind{"account.year_to_date_frozen", "bills with a bank of energy sent back", "ar-history"},
    Kind{"premise.interval_day_recorded", "days of interval values", "premise-usage"},
};

}  // namespace

eventstore::Result<std::vector<DemoSight>> sights_of(const eventstore::Division& division) {
    std::array<DemoSight, kinds.size()> found;
    auto reader = division.store().read_log(0);
    while (reader.next()) {
        const auto envelope = eventstore::skim_envelope(reader.entry());
        if (!envelope) return tl::unexpected(envelope.error());
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            if (kinds[i].event_type != envelope->event_type) continue;
            if (found[i].times++ > 0) break;
            found[i].what = kinds[i].what;
            found[i].question = kinds[i].question;
            if (kinds[i].of_one) found[i].question.append(" ").append(envelope->stream_id);
            break;
        }
    }
    if (auto read = reader.status(); !read) return tl::unexpected(std::move(read.error()));
    std::vector<DemoSight> sights;
    for (auto& sight : found)
        if (sight.times > 0) sights.push_back(std::move(sight));
    return sights;
}

}  // namespace tally::tools
