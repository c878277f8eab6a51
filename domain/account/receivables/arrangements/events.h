#pragma once
// What happens to payment arrangements. What is owed never changes by them, only what is asked for: no postings.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/arrangements/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct ArrangementRequested {
    static constexpr std::string_view type_name = "account.arrangement_requested";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::arrangement;
    AccountId account;
    DocumentId arrangement;
    std::vector<ArrangedPart> items;
    std::vector<Instalment> instalments;
    Money amount;
    Date requested_on;
    Plain requested_by;
    Personal memo;
    static constexpr std::tuple makes{NamedId{"arrangement", &ArrangementRequested::arrangement}};
    template <class T = ArrangementRequested>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"arrangement", &T::arrangement, "The arrangement."},
                         Field{"items", &T::items, "The debt, in the order in which instalments are taken from it."},
                         Field{"instalments", &T::instalments, "When how much is to be paid."},
                         Field{"amount", &T::amount, "Sum of the items, and of the instalments."},
                         Field{"requested_on", &T::requested_on, "Business date."},
                         Field{"requested_by", &T::requested_by, "Actor; may not approve it."},
                         Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const ArrangementRequested&) const = default;
};

struct ArrangementRejected {
    static constexpr std::string_view type_name = "account.arrangement_rejected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::arrangement;
    AccountId account;
    DocumentId arrangement;
    Plain rejected_by;
    template <class T = ArrangementRejected>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"arrangement", &T::arrangement, "The arrangement."},
                         Field{"rejected_by", &T::rejected_by, "Actor."}};
    }
    bool operator==(const ArrangementRejected&) const = default;
};

// The debt is owed as before and no longer asked for: it is asked for by its instalments.
struct ArrangementGranted {
    static constexpr std::string_view type_name = "account.arrangement_granted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::arrangement;
    static constexpr CurrentBy current_by = CurrentBy::minus_amount;
    AccountId account;
    DocumentId arrangement;
    std::vector<ArrangedPart> items;
    std::vector<Instalment> instalments;
    Money amount;
    std::uint16_t grace_days = 0;
    std::uint16_t notice_days = 0;
    Plain approved_by;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::arrangement_granted;
    static constexpr auto ar_document = &ArrangementGranted::arrangement;
    template <class T = ArrangementGranted>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"arrangement", &T::arrangement, "The arrangement."},
            Field{"items", &T::items, "The debt, in the order in which instalments are taken from it."},
            Field{"instalments", &T::instalments, "When how much is to be paid."},
            Field{"amount", &T::amount, "Sum of the items, and of the instalments."},
            Field{"grace_days", &T::grace_days, "Days that an instalment may be late; the class's, as it was then.",
                  "days"},
            Field{"notice_days", &T::notice_days, "Days before its due date from which an instalment is asked for.",
                  "days"},
            Field{"approved_by", &T::approved_by, "Actor, another than the requester; empty: no approval was needed."},
            Field{"financial", &T::financial, "No postings; current only."}};
    }
    bool operator==(const ArrangementGranted&) const = default;
};

// Part of the debt becomes an item of its own, due on the day of the instalment.
struct ArrangementInstalmentBilled {
    static constexpr std::string_view type_name = "account.arrangement_instalment_billed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::arrangement;
    static constexpr CurrentBy current_by = CurrentBy::plus_amount;
    AccountId account;
    DocumentId arrangement;
    DocumentId instalment;
    std::uint16_t number = 0;
    Date due_on;
    std::vector<ArrangedPart> lines;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::arrangement_instalment;
    static constexpr auto ar_document = &ArrangementInstalmentBilled::instalment;
    static constexpr std::tuple makes{NamedDocument<ArrangementInstalmentBilled>{
        "instalment", &ArrangementInstalmentBilled::instalment, ArEntryKind::arrangement_instalment}};
    template <class T = ArrangementInstalmentBilled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"arrangement", &T::arrangement, "The arrangement."},
            Field{"instalment", &T::instalment, "The instalment: an open item under this id, for each agreement."},
            Field{"number", &T::number, "Of the arrangement's instalments, from 1."},
            Field{"due_on", &T::due_on, "When it is due; the item ages from that day."},
            Field{"lines", &T::lines, "Which items owe that much less, and the instalment more."},
            Field{"amount", &T::amount, "Sum of the lines."},
            Field{"financial", &T::financial, "No postings; current only."}};
    }
    bool operator==(const ArrangementInstalmentBilled&) const = default;
};

// The arrangement ends before it is kept: what is not paid is asked for as before, under its documents.
struct ArrangementBroken {
    static constexpr std::string_view type_name = "account.arrangement_broken";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::arrangement;
    AccountId account;
    DocumentId arrangement;
    ArrangementBreak cause = ArrangementBreak::instalment_overdue;
    DocumentId caused_by;
    Code break_reason;
    std::vector<ArrangedPart> restored;
    std::vector<ReturnedPart> returned;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::arrangement_broken;
    static constexpr auto ar_document = &ArrangementBroken::arrangement;
    template <class T = ArrangementBroken>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"arrangement", &T::arrangement, "The arrangement."},
            Field{"cause", &T::cause, "Why it ended."},
            Field{"caused_by", &T::caused_by, "Instalment that is overdue, or document that is taken back."},
            Field{"break_reason", &T::break_reason, "Why a user ended it, as a code."},
            Field{"restored", &T::restored, "What no instalment was billed of: asked for again."},
            Field{"returned", &T::returned, "What is not paid of instalments: back on the items it came from."},
            Field{"amount", &T::amount, "Sum of `restored`, by which more is asked for; zero: all was billed."},
            Field{"financial", &T::financial, "No postings; current only."}};
    }
    bool operator==(const ArrangementBroken&) const = default;
};

struct ArrangementKept {
    static constexpr std::string_view type_name = "account.arrangement_kept";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::arrangement;
    AccountId account;
    DocumentId arrangement;
    Money amount;
    Date kept_on;
    template <class T = ArrangementKept>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"arrangement", &T::arrangement, "The arrangement, of which all is paid."},
                         Field{"amount", &T::amount, "Sum of its instalments."},
                         Field{"kept_on", &T::kept_on, "Business date on which that was found."}};
    }
    bool operator==(const ArrangementKept&) const = default;
};

using ArrangementEvent = TypeList<ArrangementRequested, ArrangementRejected, ArrangementGranted,
                                  ArrangementInstalmentBilled, ArrangementBroken, ArrangementKept>;

}  // namespace tally::domain
