#include "projections/explain/billed_documents.h"

#include "domain/event_arms.h"

namespace tally::projections {

using namespace domain;

namespace {

class BilledEvents {
  public:
    BilledEvents(const DocumentId& id, BilledInvoice& invoice) : id_(id), invoice_(invoice) {}

    void add(const RecordedEvent& recorded) {
        visit(Overloaded{
                  [&](const BillSegmentFrozen& event) {
                      if (event.invoice == id_) add_document(event, recorded.envelope);
                  },
                  [&](const SpecialChargeBilled& event) {
                      if (event.invoice == id_) add_document(event, recorded.envelope);
                  },
                  [&](const BillSegmentCancelled& event) {
                      if (event.credit_note == id_) add_document(event, recorded.envelope);
                      for (BilledDocument& known : invoice_.documents)
                          if (event.invoice == id_ && known.segment == event.segment)
                              known.cancelled_by = event.credit_note;
                  },
                  [&](const SpecialChargeCancelled& event) {
                      if (event.credit_note == id_) add_document(event, recorded.envelope);
                      for (BilledDocument& known : invoice_.documents)
                          if (event.invoice == id_ && !known.is_segment() && known.charge == event.charge)
                              known.cancelled_by = event.credit_note;
                  },
                  [&](const InvoiceIssued& event) {
                      if (event.rebills == id_) invoice_.rebilled_by = event.invoice;
                      if (event.invoice != id_) return;
                      invoice_.issued = event;
                      issued(recorded.envelope);
                  },
                  [&](const CreditNoteIssued& event) {
                      if (event.invoice == id_) invoice_.credit_notes.push_back(event.credit_note);
                      if (event.credit_note != id_) return;
                      invoice_.taken_back = event;
                      invoice_.credit_note = true;
                      issued(recorded.envelope);
                  },
                  Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                         Topic::unbilled, Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                  Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                         Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                         Topic::service_start, Topic::service_life, Topic::billing_error, Topic::pending_charge,
                         Topic::pending_adjustment, Topic::dispute, Topic::fee, Topic::payment, Topic::allocation,
                         Topic::adjustment, Topic::deposit, Topic::arrangement, Topic::budget>{},
                  IgnoreByName<StatementIssued, StatementCancelled, BillingDemandFrozen, YearToDateFrozen>{},
              },
              recorded.event);
    }
    [[nodiscard]] bool issued() const { return issued_; }

  private:
    void issued(const Envelope& envelope) {
        invoice_.cause = cause_of(envelope);
        issued_ = true;
    }
    template <class Billed>
    void add_document(const Billed& event, const Envelope& envelope) {
        BilledDocument document;
        if constexpr (requires { event.segment; }) {
            document.segment = event.segment;
            document.days = {event.from, event.until};
        } else {
            document.charge = event.charge;
            if (!event.lines.empty()) document.days = {event.lines.front().from, event.lines.front().until};
        }
        if constexpr (requires { event.reads; }) {
            document.reads = event.reads;
            document.final_segment = event.final_segment;
            document.replaces = event.replaces;
        }
        document.sa = event.sa;
        document.lines = event.lines;
        document.total = event.total;
        document.financial = event.financial;
        document.charged = cause_of(envelope);
        invoice_.documents.push_back(std::move(document));
    }

    const DocumentId& id_;
    BilledInvoice& invoice_;
    bool issued_ = false;
};

}  // namespace

Answered<BilledInvoice> billed_invoice(const StatesAsOf& states, const DocumentId& id, const DocumentRow& row) {
    BilledInvoice invoice;
    BilledEvents events(id, invoice);
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(row.account), row.first_version, states.position(),
                           [&](const RecordedEvent& recorded) {
                               if (!day.is_set() || effective_on(recorded.event, day)) events.add(recorded);
                               return true;
                           });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!events.issued()) return std::optional<BilledInvoice>{};
    return std::optional{std::move(invoice)};
}

}  // namespace tally::projections
