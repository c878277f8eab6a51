#pragma once
// Answers as plain text for people: aligned columns, money to the right, at most 100 columns wide. Each answer declares
// its render() beside its fields.

#include <string>

#include "domain/core/money.h"
#include "eventstore/codec/shape.h"
#include "projections/reader.h"

namespace tally::projections {

struct RenderContext {
    domain::Currency currency{{'U', 'S', 'D', 0}, 2};
    OpenPersonal open;  // Without it personal text shows as "(sealed)".
    DayOf day_of = utc_day_of;
    WasErased was_erased = {};
};
[[nodiscard]] inline RenderContext context_of(const Reader& reader) {
    return {reader.currency, reader.open, reader.day_of, reader.was_erased};
}

// Writes what could move a cursor or begin a line as escapes, in every id, code and plain text below.
void escape_texts(eventstore::MutableRecordRef);

// Where text leaves: layouts get no text but what is fit to be shown. Events from before the rule for texts may hold
// any; personal text is escaped as it is opened (Texts::clear).
template <class Answer>
[[nodiscard]] std::string render(Answer answer, const RenderContext& context) {
    escape_texts(eventstore::ref(answer));
    std::string out;
    render(answer, context, out);
    return out;
}

}  // namespace tally::projections
