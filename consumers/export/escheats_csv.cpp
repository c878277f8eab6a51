#include "consumers/export/escheats_csv.h"

#include "consumers/export/csv_cell.h"
#include "projections/render/texts.h"

namespace tally::consumers {

std::string escheats_csv(const projections::EscheatsAnswer& escheats, const projections::OpenPersonal& open,
                         std::uint8_t decimals) {
    std::string out =
        "report,due_on,jurisdiction,account,owner,last_location,escheat,kind,escheated_on,amount,state,remitted_on,"
        "reference,reclaimed_on,owed_to_state,currency,position\r\n";
    const auto cell = [&](std::string_view text) {
        append_cell(out, text);
        out += ',';
    };
    for (const auto& [heading, one] : escheats.escheats) {
        cell(one.report.str());
        cell(to_string(one.report_due_on));
        cell(one.jurisdiction.str());
        cell(heading.account.str());
        cell(open ? open(heading.main_customer_name).value_or("") : std::string{});
        cell(projections::Texts::one_line(heading.service_address));
        cell(one.escheat.str());
        cell(name_of(one.kind));
        cell(to_string(one.escheated_on));
        out += to_string(one.amount, decimals) + ",";
        cell(one.state.str());
        cell(to_string(one.remitted_on));
        cell(one.reference.str());
        cell(to_string(one.reclaimed_on));
        out += to_string(one.owed_to_state, decimals) + ",";
        cell(escheats.currency.str());
        out += std::to_string(escheats.position) + "\r\n";
    }
    return out;
}

}  // namespace tally::consumers
