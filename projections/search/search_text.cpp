// Hits as text.
#include "projections/render/texts.h"
#include "projections/search/search_answers.h"

namespace tally::projections {

using namespace domain;

void render(const SearchAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    if (answer.hits.empty()) {
        out += "Nothing was found.\n";
    } else {
        TextTable table({{"What"}, {"Id"}, {"Name"}, {"Accounts"}, {"Location"}, {"Service address"}});
        for (const auto& hit : answer.hits) {
            std::string accounts;
            for (const auto& account : hit.accounts) accounts += (accounts.empty() ? "" : " ") + account.str();
            table.row({words(name_of(hit.kind)), hit.id.str(), texts.clear(hit.name), accounts, hit.premise.str(),
                       Texts::one_line(hit.service_address)});
        }
        table.write(out);
        if (answer.more) out += "There is more; type more of what you look for.\n";
    }
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
