// Likely duplicates as text: a line for each account that such a person is on.
#include "projections/render/texts.h"
#include "projections/search/duplicate_answers.h"

namespace tally::projections {

using namespace domain;

namespace {
std::string agreements_text(const std::vector<Agreement>& agrees) {
    std::string text;
    for (const auto agreement : agrees) text += (text.empty() ? "" : ", ") + words(name_of(agreement));
    return text;
}
std::string relation_text(const DuplicatePlace& place) {
    std::string text = place.main_customer ? "main customer" : words(place.relationship_type.str());
    if (!place.main_customer && place.financially_responsible) text += text.empty() ? "responsible" : ", responsible";
    if (place.third_party_guarantor) text += text.empty() ? "guarantor" : ", guarantor";
    return text;
}
}  // namespace

void render(const DuplicatesAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    if (answer.likely.empty()) {
        out += "No registered person is likely the same.\n";
    } else {
        TextTable table({{"Person"}, {"Name"}, {"Same"}, {"Account"}, {"As"}, {"Location"}, {"Address"}});
        for (const auto& likely : answer.likely) {
            std::vector<std::string> who{likely.person.str(), texts.clear(likely.name), agreements_text(likely.agrees)};
            if (likely.places.empty()) table.row({who[0], who[1], who[2], "", "", "", texts.one_line(likely.address)});
            for (const auto& place : likely.places) {
                table.row({who[0], who[1], who[2], place.account.str(), relation_text(place), place.premise.str(),
                           Texts::one_line(place.service_address)});
                who.assign(3, "");
            }
            if (likely.more_places) table.row({"", "", "", "and more", "", "", ""});
        }
        table.write(out);
    }
    if (answer.more) out += "There may be more; type more of the person.\n";
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
