#include "projections/masters/collective_statement.h"

#include <optional>
#include <utility>

#include "domain/account/statement_ids.h"
#include "projections/documents/document_queries.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr std::string_view collective_mark = "-CS";

struct IssuedCollective {
    CollectiveStatementIssued issued;
    std::uint64_t position = 0;
    Date day_before;  // Bill date of the one before; unset: it is the first.
};

// Of the master's statements the one that is asked for; where the id is the master's, the latest.
Result<std::optional<IssuedCollective>> find_collective(StatesAsOf& states, const DocumentId& asked) {
    const std::string& id = asked.str();
    const std::size_t mark = id.rfind(collective_mark);
    const MasterId master{mark == std::string::npos ? id : id.substr(0, mark)};
    std::optional<IssuedCollective> found;
    Date before;
    const Date day = states.as_of().effective;
    auto read =
        each_event(states.reader(), stream_of(master), 0, states.position(), [&](const RecordedEvent& recorded) {
            const auto* issued = get_if<CollectiveStatementIssued>(&recorded.event);
            if (!issued || (day.is_set() && issued->bill_date > day)) return true;
            if (mark == std::string::npos || issued->collective_statement == asked)
                found = IssuedCollective{*issued, recorded.envelope.position, before};
            before = issued->bill_date;
            return true;
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    return found;
}

void add_statement(const StatementAnswer& statement, CollectiveSection& section) {
    section.previous = statement.previous_current;
    section.payments = statement.payments_current;
    section.adjustments = statement.adjustments_current;
    section.corrections = statement.corrections_current;
    section.charges = statement.charges_current;
    for (const InvoiceSegmentAnswer& segment : statement.segments)
        section.charged.push_back({segment.service, segment.sa, segment.charge, segment.bill_period.start,
                                   segment.bill_period.end, segment.total});
}

// Accounts, statements and names as they were when it was issued.
class CollectiveSheet {
  public:
    CollectiveSheet(const Reader& reader, StatesAsOf& then, const IssuedCollective& of)
        : reader_(reader), then_(then), of_(of) {
        as_of_.position = of.position + 1;
    }

    Result<void> fill(CollectiveSheetAnswer& answer) {
        const CollectiveStatementIssued& issued = of_.issued;
        answer.collective_statement = issued.collective_statement;
        answer.master = issued.master;
        answer.bill_date = issued.bill_date;
        answer.due_date = issued.due_date;
        answer.asked = issued.asked;
        answer.overdue = issued.overdue;
        answer.owed = issued.owed;
        answer.issued_at = of_.position;
        answer.currency = reader_.currency_code();
        auto master = then_.master(issued.master);
        if (!master) return tl::unexpected(std::move(master.error()));
        if (*master) answer.name = (*master)->name;
        if (auto added = add_payer(answer); !added) return added;
        for (const CollectiveLine& line : issued.lines) {
            auto section = section_of_line(line);
            if (!section) return tl::unexpected(std::move(section.error()));
            answer.sections.push_back(std::move(*section));
        }
        return {};
    }

  private:
    Result<void> add_payer(CollectiveSheetAnswer& answer) {
        auto payer = then_.account(of_.issued.payer);
        if (!payer) return tl::unexpected(std::move(payer.error()));
        if (!*payer) return {};
        auto heading = then_.heading(**payer);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        answer.heading = std::move(*heading);
        const DocumentId latest = latest_statement_id(**payer);
        if (latest.empty()) return {};
        auto own = statement(reader_, latest, as_of_);
        if (!own) return tl::unexpected(std::move(own.error()));
        if (*own) answer.deliveries = std::move((*own)->deliveries);
        return {};
    }
    Result<CollectiveSection> section_of_line(const CollectiveLine& line) {
        CollectiveSection section;
        section.statement = line.statement;
        section.asked = section.since = line.asked;
        section.overdue = line.overdue;
        section.owed = line.owed;
        section.due_date = line.due_date;
        auto heading = then_.heading(line.account);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        section.heading = std::move(*heading);
        if (line.statement.empty()) return section;
        auto own = statement(reader_, line.statement, as_of_);
        if (!own) return tl::unexpected(std::move(own.error()));
        if (!*own) return section;
        section.billing_date = (*own)->billing_date;
        section.is_new = !of_.day_before.is_set() || (*own)->billing_date > of_.day_before;
        if (!section.is_new) return section;
        section.heading = (*own)->heading;
        section.since = line.asked - (*own)->amount_due;
        add_statement(**own, section);
        return section;
    }

    const Reader& reader_;
    StatesAsOf& then_;
    const IssuedCollective& of_;
    AsOf as_of_;
};

}  // namespace

Answered<CollectiveSheetAnswer> collective_statement(const Reader& reader, const DocumentId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = find_collective(*states, asked);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<CollectiveSheetAnswer>{};
    AsOf issued;
    issued.position = (*found)->position + 1;
    auto then = StatesAsOf::at(reader, issued);
    if (!then) return tl::unexpected(std::move(then.error()));
    CollectiveSheetAnswer answer;
    answer.position = states->position();
    if (auto filled = CollectiveSheet(reader, *then, **found).fill(answer); !filled)
        return tl::unexpected(std::move(filled.error()));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
