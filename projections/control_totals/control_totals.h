#pragma once
// The postings of each accounting date counted, summed and digested, and what other systems say that they have of them:
// where one of them drifts from the ledger it shows here.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "projections/one_view.h"

namespace tally::projections {

// A day's postings. The digest is the sum modulo 2^256 of the RFC 6962 leaf hashes of their control lines
// (domain/books/control_line.h), most significant byte first: their order does not matter, and one more is one
// addition.
class ControlSum {
  public:
    void add(domain::Money amount, const eventstore::Hash& line);
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] domain::MoneySum debit() const { return debit_; }
    [[nodiscard]] eventstore::Hash digest() const;
    [[nodiscard]] std::string bytes() const;
    [[nodiscard]] static ControlSum from(std::string_view bytes);

  private:
    std::uint64_t count_ = 0;
    domain::MoneySum debit_;
    std::array<std::uint64_t, 4> digest_{};  // Least significant first.
};

class ControlTotals final : public OneView {
  public:
    static constexpr std::string_view view_name = "control_totals";
    explicit ControlTotals(std::shared_ptr<eventstore::EventsOf>);

  private:
    struct Day {
        domain::Date date;
        ControlSum sum;
        std::uint64_t last_position = 0;  // Of the newest posting in it.
        bool changed = false;
    };
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    [[nodiscard]] Result<Day*> day_of(domain::Date, ViewWriter&);
    [[nodiscard]] Result<void> keep_postings(ViewWriter&);
    [[nodiscard]] Result<void> keep_report(const domain::Envelope&, const domain::ControlTotalsReported&, ViewWriter&);
    void keep_days(ViewWriter&);
    void forget() override;

    std::vector<Day> days_;  // Met lately: few, however many the postings.
    // Postings of the commit under way that are not hashed yet.
    struct Line {
        domain::Date day;
        std::uint64_t position;
        domain::Money amount;
        std::size_t offset, size;
    };
    std::vector<Line> lines_;
    std::string text_;
    std::vector<std::string_view> views_of_lines_;
    std::vector<eventstore::Hash> hashes_;
};

}  // namespace tally::projections
