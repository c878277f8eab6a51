#include "projections/corrections/correction_queries.h"

#include <algorithm>
#include <map>
#include <optional>

#include "domain/account/made_ids.h"
#include "eventstore/division/state_rows.h"

namespace tally::projections {

using namespace domain;

namespace {

// A segment or a special charge as an invoice had it.
struct BilledPart {
    ServiceAgreementId sa;
    Plain id;
    Date from;
    Date until;
    std::vector<UsedRead> reads;
    std::vector<BillLine> lines;
    Money total;
    std::uint64_t position = 0;
};

// Pairs what stands for the same: first those that agree in both keys, in order, then those that agree in one.
template <class One, class Same, class Like, class Add>
void pair_up(const std::vector<One>& old, const std::vector<One>& now, const Same& same, const Like& like,
             const Add& add) {
    std::vector<const One*> matches(old.size(), nullptr);
    std::vector<bool> used(now.size(), false);
    const auto match = [&](const auto& agree) {
        for (std::size_t i = 0; i < old.size(); ++i)
            for (std::size_t k = 0; k < now.size() && !matches[i]; ++k)
                if (!used[k] && agree(old[i], now[k])) {
                    matches[i] = &now[k];
                    used[k] = true;
                }
    };
    match(same);
    match(like);
    for (std::size_t i = 0; i < old.size(); ++i) add(&old[i], matches[i]);
    for (std::size_t k = 0; k < now.size(); ++k)
        if (!used[k]) add(static_cast<const One*>(nullptr), &now[k]);
}

CorrectedLine corrected_line(const BillLine* old, const BillLine* now) {
    const BillLine& known = now ? *now : *old;
    CorrectedLine line;
    line.component = known.component;
    line.component_kind = known.component_kind;
    line.description = known.description;
    line.from = known.from;
    line.until = known.until;
    line.unit = known.unit;
    if (old) {
        line.old_line = old->line_id;
        line.old_quantity = old->quantity;
        line.old_price = old->price;
        line.old_amount = old->amount;
    }
    if (now) {
        line.new_line = now->line_id;
        line.new_quantity = now->quantity;
        line.new_price = now->price;
        line.new_amount = now->amount;
    }
    line.delta = line.new_amount - line.old_amount;
    return line;
}

CorrectedRead corrected_read(const UsedRead* old, const UsedRead* now) {
    const UsedRead& known = now ? *now : *old;
    CorrectedRead read;
    read.channel = known.channel;
    read.from = known.from;
    read.until = known.until;
    read.unit = known.unit;
    if (old) {
        read.was_used = true;
        read.old_start = old->start_value;
        read.old_stop = old->stop_value;
        read.old_quantity = old->quantity;
        read.old_quality = old->quality;
    }
    if (now) {
        read.is_used = true;
        read.new_start = now->start_value;
        read.new_stop = now->stop_value;
        read.new_quantity = now->quantity;
        read.new_quality = now->quality;
    }
    return read;
}

CorrectedSegment corrected_segment(const BilledPart& old, const BilledPart& now) {
    CorrectedSegment segment;
    segment.sa = old.sa;
    segment.old_id = old.id;
    segment.new_id = now.id;
    segment.from = old.from;
    segment.until = old.until;
    pair_up(
        old.reads, now.reads,
        [](const UsedRead& a, const UsedRead& b) { return a.channel == b.channel && a.from == b.from; },
        [](const UsedRead& a, const UsedRead& b) { return a.channel == b.channel && a.until == b.until; },
        [&](const UsedRead* a, const UsedRead* b) { segment.reads.push_back(corrected_read(a, b)); });
    pair_up(
        old.lines, now.lines,
        [](const BillLine& a, const BillLine& b) {
            return a.component == b.component && a.from == b.from && a.price == b.price;
        },
        [](const BillLine& a, const BillLine& b) { return a.component == b.component && a.from == b.from; },
        [&](const BillLine* a, const BillLine* b) { segment.lines.push_back(corrected_line(a, b)); });
    segment.old_total = old.total;
    segment.new_total = now.total;
    segment.delta = now.total - old.total;
    segment.old_position = old.position;
    segment.new_position = now.position;
    return segment;
}

// What the account's invoices had, event by event, so that a correction can be shown when it comes.
class CorrectionsFold {
  public:
    using Use = std::function<void(const RecordedEvent&, const BillsCorrected&, CorrectionsFold&)>;
    explicit CorrectionsFold(Use use) : use_(std::move(use)) {}

    void add(const RecordedEvent& recorded) {
        if (const auto* frozen = get_if<BillSegmentFrozen>(&recorded.event))
            parts_[frozen->invoice.str()].push_back({frozen->sa, Plain{frozen->segment.str()}, frozen->from,
                                                     frozen->until, frozen->reads, frozen->lines, frozen->total,
                                                     recorded.envelope.position});
        else if (const auto* charge = get_if<SpecialChargeBilled>(&recorded.event))
            parts_[charge->invoice.str()].push_back({charge->sa,
                                                     Plain{charge->charge.str()},
                                                     {},
                                                     {},
                                                     {},
                                                     charge->lines,
                                                     charge->total,
                                                     recorded.envelope.position});
        else if (const auto* corrected = get_if<BillsCorrected>(&recorded.event))
            use_(recorded, *corrected, *this);
    }

    [[nodiscard]] CorrectedInvoiceAnswer invoice(const BillsCorrected& event, const CorrectedInvoice& one) {
        CorrectedInvoiceAnswer answer;
        answer.correction = event.correction;
        answer.invoice = one.invoice;
        answer.credit_note = one.credit_note;
        answer.rebill = one.rebill;
        answer.bill_date = one.bill_date;
        answer.corrected_on = event.corrected_on;
        answer.old_total = one.previous_total;
        answer.new_total = one.total;
        answer.delta = one.total - one.previous_total;
        // A rebill has the segments and charges of what it replaces, in their order.
        const auto& old = parts_[one.invoice.str()];
        const auto& now = parts_[one.rebill.str()];
        for (std::size_t i = 0; i < std::min(old.size(), now.size()); ++i)
            answer.segments.push_back(corrected_segment(old[i], now[i]));
        return answer;
    }

  private:
    Use use_;
    std::map<std::string, std::vector<BilledPart>> parts_;
};

Result<void> fold_corrections(StatesAsOf& states, const AccountId& account, const CorrectionsFold::Use& use) {
    CorrectionsFold fold(use);
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(account), 0, states.position(), [&](const RecordedEvent& one) {
        if (!day.is_set() || effective_on(one.event, day)) fold.add(one);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    return {};
}

std::vector<DueCorrectionAnswer> due_of(const AccountCorrections& held) {
    std::vector<DueCorrectionAnswer> due;
    for (const DueCorrection& one : held.due)
        due.push_back({one.sa, one.service_point, one.from, one.noted_on, one.position});
    return due;
}

}  // namespace

Answered<CorrectionsAnswer> corrections(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<CorrectionsAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto held = states->corrections_of(id);
    if (!held) return tl::unexpected(std::move(held.error()));
    CorrectionsAnswer answer;
    answer.position = states->position();
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    answer.due = due_of(**held);
    auto folded = fold_corrections(
        *states, id, [&](const RecordedEvent& recorded, const BillsCorrected& event, CorrectionsFold&) {
            answer.corrections.push_back({event.correction, event.corrected_on, recorded.envelope.actor, event.reason,
                                          static_cast<std::uint32_t>(event.invoices.size()), event.delta,
                                          recorded.envelope.position});
        });
    if (!folded) return tl::unexpected(std::move(folded.error()));
    std::reverse(answer.corrections.begin(), answer.corrections.end());
    return std::optional{std::move(answer)};
}

Answered<CorrectionAnswer> correction(const Reader& reader, const DocumentId& id, const AsOf& as_of) {
    const auto mark = id.str().rfind(correction_mark);
    if (mark == std::string::npos) return std::optional<CorrectionAnswer>{};
    const AccountId account{id.str().substr(0, mark)};
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto found = states->account(account);
    if (!found) return tl::unexpected(found.error());
    if (!*found) return std::optional<CorrectionAnswer>{};
    std::optional<CorrectionAnswer> answer;
    auto folded = fold_corrections(
        *states, account, [&](const RecordedEvent& recorded, const BillsCorrected& event, CorrectionsFold& fold) {
            if (event.correction != id) return;
            CorrectionAnswer& one = answer.emplace();
            one.correction = id;
            one.corrected_on = event.corrected_on;
            one.by = recorded.envelope.actor;
            one.reason = event.reason;
            one.agreements = event.agreements;
            for (const CorrectedInvoice& each : event.invoices) {
                one.invoices.push_back(fold.invoice(event, each));
                one.old_total += each.previous_total;
                one.new_total += each.total;
            }
            one.delta = event.delta;
            one.event_position = recorded.envelope.position;
        });
    if (!folded) return tl::unexpected(std::move(folded.error()));
    if (!answer) return answer;
    auto heading = states->heading(**found);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    answer->heading = std::move(*heading);
    answer->position = states->position();
    answer->currency = reader.currency_code();
    return answer;
}

Result<std::vector<CorrectedInvoiceAnswer>> corrections_of_invoice(StatesAsOf& states, const AccountId& account,
                                                                   const DocumentId& invoice) {
    std::vector<CorrectedInvoiceAnswer> found;
    auto folded = fold_corrections(
        states, account, [&](const RecordedEvent&, const BillsCorrected& event, CorrectionsFold& fold) {
            for (const CorrectedInvoice& each : event.invoices)
                if (each.invoice == invoice || each.rebill == invoice || each.credit_note == invoice)
                    found.push_back(fold.invoice(event, each));
        });
    if (!folded) return tl::unexpected(std::move(folded.error()));
    return found;
}

Result<CorrectionsDueAnswer> corrections_due(const Reader& reader, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    CorrectionsDueAnswer answer;
    answer.position = states->position();
    const std::string prefix = eventstore::part_prefix(PartKind::account_corrections);
    const std::string from =
        page.after.empty() ? prefix : corrections_key(AccountId{page.after}).bytes + std::string(1, '\0');
    auto scan = reader.point->scan(*view, from, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const AccountId id{eventstore::part_id(scan.key())};
        const auto held = eventstore::read_corrections_of(*reader.point, *view, id);
        if (!held) return tl::unexpected(held.error());
        if (held->due.empty()) continue;
        if (page.full(answer.accounts.size())) {
            answer.next.set(Plain{answer.accounts.back().heading.account.str()});
            break;
        }
        auto heading = states->heading(id);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        answer.accounts.push_back({std::move(*heading), due_of(*held)});
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return answer;
}

Result<std::uint64_t> each_account_to_correct(const Reader& reader,
                                              const std::function<void(const AccountDueForCorrection&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    const std::string prefix = eventstore::part_prefix(PartKind::account_corrections);
    std::uint64_t rows = 0;
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        ++rows;
        const AccountId id{eventstore::part_id(scan.key())};
        auto held = eventstore::read_corrections_of(*reader.point, *view, id);
        if (!held) return tl::unexpected(std::move(held.error()));
        AccountDueForCorrection one{id, 0};
        for (const DueCorrection& due : held->due) one.noted_at = std::max(one.noted_at, due.position);
        if (!held->due.empty()) use(one);
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return rows;
}

}  // namespace tally::projections
