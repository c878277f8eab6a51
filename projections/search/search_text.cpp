// Hits as text.
#include "projections/render/texts.h"
#include "projections/search/search_answers.h"

namespace tally::projections {

using namespace domain;

namespace {
// Every kind of hit: an id of any other kind is not searched for, which is not the same as not being there.
std::string what_is_searched() {
    std::string text = "  ";
    for (const auto kind : enum_names(SubjectKind{})) text += (text.size() == 2 ? "" : ", ") + words(kind);
    return text + "\n";
}
}  // namespace

void render(const SearchAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    if (answer.hits.empty()) {
        out += answer.more ? "Too many have these beginnings to look through all of them: type more of a word.\n"
                           : "Nothing was found. A search looks for:\n" + what_is_searched();
    } else {
        TextTable table({{"What"}, {"Id"}, {"Name"}, {"Accounts"}, {"Location"}, {"Service address"}});
        bool near = false;
        for (const auto& hit : answer.hits) {
            std::string accounts;
            for (const auto& account : hit.accounts) accounts += (accounts.empty() ? "" : " ") + account.str();
            near = near || hit.near;
            table.row({words(name_of(hit.kind)) + (hit.near ? " (near)" : ""), hit.id.str(),
                       hit.master_name.empty() ? texts.clear(hit.name) : hit.master_name.str(), accounts,
                       hit.premise.str(), Texts::one_line(hit.service_address)});
        }
        table.write(out);
        if (near) out += "Near: what was typed differs by a mistake or two.\n";
        if (answer.more) out += "There is more; type more of what you look for.\n";
    }
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
