#include "consumers/export/gl_extract_csv.h"

#include "consumers/export/csv_cell.h"

namespace tally::consumers {

std::string gl_extract_csv(const projections::GlExtractAnswer& extract, std::uint8_t decimals) {
    std::string out = "first_day,last_day,gl_account,role,opening,debit,credit,closing,currency,closed,position\r\n";
    const std::string days = to_string(extract.first_day) + "," + to_string(extract.last_day) + ",";
    const std::string end =
        extract.currency.str() + (extract.closed ? ",yes," : ",no,") + std::to_string(extract.position) + "\r\n";
    for (const auto& line : extract.lines) {
        out += days;
        append_cell(out, line.gl_account.str());
        out += ',';
        append_cell(out, name_of(line.role));
        for (const domain::MoneySum amount : {line.opening, line.debit, line.credit, line.closing})
            out += "," + to_string(amount, decimals);
        out += "," + end;
    }
    return out;
}

}  // namespace tally::consumers
