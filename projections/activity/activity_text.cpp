// What happened to a customer, as text.
#include "projections/activity/activity_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

void render(const ActivityAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    TextTable table({{"Position", Align::right}, {"Day"}, {"What"}, {"By"}});
    for (const auto& entry : answer.entries)
        table.row(
            {std::to_string(entry.position), to_string(entry.day), texts.clear(entry.summary), entry.actor.str()});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
