#!/usr/bin/env python3
"""Adds a view with its answer in a copy of the sources, as README's "Where to change what" says, and counts what it had
to touch: a folder of its own, and files that were there.

    tests/breadth/add_view.py COMPILER [INCLUDE_DIRECTORY...]
"""

import sys
import tempfile

from source_copy import SourceCopy

PLACES_MAX = 4

HEADER = """#pragma once
// How many payments each account made: a view, its answer, its question and its text.

#include "projections/answer_parts.h"
#include "projections/one_view.h"
#include "projections/reader.h"

namespace tally::projections {

struct PaymentCountAnswer {
    std::uint64_t position = 0;
    domain::AccountId account;
    std::uint64_t payments = 0;
    template <class T = PaymentCountAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at."}, Field{"account", &T::account, "The account."},
                          Field{"payments", &T::payments, "How many."}};
    }
    bool operator==(const PaymentCountAnswer&) const = default;
};

class PaymentCounts final : public OneView {
  public:
    static constexpr std::string_view view_name = "payment_counts";
    explicit PaymentCounts(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
};

[[nodiscard]] Answered<PaymentCountAnswer> payment_count(const Reader&, const domain::AccountId&, const AsOf&);
[[nodiscard]] std::string render(const PaymentCountAnswer&, const RenderContext&);

}  // namespace tally::projections
"""

SOURCE = """#include "projections/payment_counts/payment_counts.h"

#include "domain/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

PaymentCounts::PaymentCounts(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = nullptr,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

Result<void> PaymentCounts::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    for (const auto& recorded : events) {
        const auto* posted = get_if<PaymentPosted>(&recorded.event);
        if (!posted) continue;
        auto row = writer.get(view(), posted->account.str());
        if (!row) return tl::unexpected(std::move(row.error()));
        RowWriter<10> bytes;
        bytes.number((*row ? RowReader{**row}.number() : 0) + 1);
        writer.put(view(), posted->account.str(), bytes.bytes());
    }
    return {};
}

Answered<PaymentCountAnswer> payment_count(const Reader& reader, const AccountId& account, const AsOf&) {
    const auto view = reader.store.find_view(PaymentCounts::view_name);
    if (!view) return std::optional<PaymentCountAnswer>{};
    auto row = reader.point->get(*view, account.str());
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<PaymentCountAnswer>{};
    return std::optional{PaymentCountAnswer{reader.point->position(), account, RowReader{**row}.number()}};
}

std::string render(const PaymentCountAnswer& answer, const RenderContext&) {
    return "Account " + answer.account.str() + " made " + std::to_string(answer.payments) + " payments.\\n";
}

}  // namespace tally::projections
"""


def add_view(copy):
    copy.add("projections/payment_counts/payment_counts.h", HEADER)
    copy.add("projections/payment_counts/payment_counts.cpp", SOURCE)
    copy.edit("projections/CMakeLists.txt", "    one_view.cpp\n",
              "    one_view.cpp\n    payment_counts/payment_counts.cpp\n")
    folders = "projections/folders.cpp"
    include = '#include "projections/documents/documents.h"\n'
    copy.edit(folders, include, include + '#include "projections/payment_counts/payment_counts.h"\n')
    copy.edit(folders, "Market::view_name};", "Market::view_name, PaymentCounts::view_name};")
    copy.edit(folders, "    return nullptr;\n",
              "    if (name == PaymentCounts::view_name) return std::make_shared<PaymentCounts>(needs.events);\n"
              "    return nullptr;\n")
    questions = "projections/ask.cpp"
    include = '#include "projections/documents/document_queries.h"\n'
    copy.edit(questions, include, include + '#include "projections/payment_counts/payment_counts.h"\n')
    row = '        {about("open-items", "account",'
    copy.edit(questions, row,
              '        {about("payment-count", "account", "/v1/accounts/{id}/payment-count",'
              " shape_of<PaymentCountAnswer>()),\n         by_id<&payment_count, AccountId>},\n" + row)


def main():
    compiler, includes = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as directory:
        copy = SourceCopy(directory)
        add_view(copy)
        wrong = copy.compile([name for name in sorted(copy.touched) if name.endswith(".cpp")], compiler, includes)
        if wrong:
            sys.exit("a view needs more than the README says; these do not compile:\n" +
                     "\n".join(f"{name}: {errors}" for name, errors in wrong.items()))
        places = {name if (copy.original(name)) else name.rsplit("/", 1)[0] + "/" for name in copy.touched}
        print(f"a view with its answer: {len(places)} places of {PLACES_MAX} at most")
        for place in sorted(places):
            print("  " + place)
        if len(places) > PLACES_MAX:
            sys.exit("a view touches more places than that")


main()
