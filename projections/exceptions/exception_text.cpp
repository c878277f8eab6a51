// Reads in doubt and missing reads as text.
#include "projections/exceptions/exception_answers.h"
#include "projections/render/counted.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {
std::string doubt_text(const ReadDoubt& doubt) {
    const auto kind = words(name_of(doubt.kind));
    const auto actual = to_string(doubt.actual), limit = to_string(doubt.limit), expected = to_string(doubt.expected);
    switch (doubt.kind) {
        case DoubtKind::high:
            return kind + ": " + actual + ", over " + limit +
                   (doubt.expected.is_zero() ? "" : "; " + expected + " expected");
        case DoubtKind::low:
            return kind + ": " + actual + ", under " + limit + "; " + expected + " expected";
        case DoubtKind::zero:
            return kind + ": " + actual + " days, from " + limit + " on in doubt";
        case DoubtKind::missing:
            return kind + ": " + actual + " days, from " + limit + " on in doubt";
        case DoubtKind::out_of_order:
            return kind + ": " + actual + ", between " + expected + " and " + limit;
        case DoubtKind::spike:
            return kind + ": " + actual + ", over " + limit + "; third highest " + expected;
        case DoubtKind::negative:
            return kind + ": " + actual + ", under " + limit;
    }
    return kind;
}
std::string doubts_text(const ExceptionLine& line) {
    std::string text;
    for (const ReadDoubt& doubt : line.doubts) text += (text.empty() ? "" : ". ") + doubt_text(doubt);
    return text;
}
}  // namespace

void render(const ExceptionsAnswer& answer, const RenderContext&, std::string& out) {
    TextTable table({{"Service point"},
                     {"Channel"},
                     {"Day"},
                     {"What"},
                     {"Value", Align::right},
                     {"Age", Align::right},
                     {"Owner"},
                     {"Account"},
                     {"Why"}});
    for (const auto& line : answer.exceptions)
        table.row({line.service_point.str(), line.channel.str(), to_string(line.day), words(name_of(line.kind)),
                   to_string(line.value), std::to_string(line.age_days), line.owner.str(), line.payer.account.str(),
                   doubts_text(line)});
    if (table.empty())
        out += "Nothing is in doubt.\n";
    else
        table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const MissingReadsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    TextTable table({{"Cycle"},
                     {"Account"},
                     {"Main customer"},
                     {"Agreement"},
                     {"Service point"},
                     {"Channel"},
                     {"From"},
                     {"To"},
                     {"In doubt"},
                     {"Estimate"}});
    for (const auto& line : answer.missing)
        table.row({line.cycle.str(), line.heading.account.str(), texts.name(line.heading), line.sa.str(),
                   line.service_point.str(), line.channel.str(), to_string(line.from), to_string(line.day),
                   to_string(line.doubted_on),
                   line.may_be_estimated         ? "allowed"
                   : line.estimate_date.is_set() ? "from " + to_string(line.estimate_date)
                                                 : ""});
    if (table.empty())
        out += "No read is missing for bills of " + to_string(answer.on) + ".\n";
    else
        table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
