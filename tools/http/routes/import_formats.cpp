#include "tools/http/routes/import_formats.h"

#include <algorithm>
#include <optional>
#include <set>
#include <sodium.h>

#include "consumers/intake/nem12/register_channel.h"
#include "projections/ask.h"
#include "tools/http/divisions/asked_division.h"

namespace tally::tools {

namespace {

using Given = ImportFormat::Parameters;
using FormatRead = tl::expected<ImportOfFormat, HttpAnswer>;
using projections::IdForm;

constexpr std::string_view any_text_schema = R"({"type":"string"})";
constexpr std::string_view true_or_false_schema = R"({"type":"boolean"})";
constexpr ImportParameter registers_parameter{
    "registers", "Which channel counts a suffix, such as E1=kwh, more after commas; left out: the channel of its name",
    any_text_schema};
constexpr ImportParameter ignore_parameter{"ignore", "Suffixes that are not imported, such as Q1,K1", any_text_schema};

std::string value_of(const Given& parameters, std::string_view name, std::string_view otherwise = {}) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string{otherwise} : found->second;
}

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        all.emplace_back(one);
    }
    return all;
}

// Nothing: they are read.
template <class Request>
std::optional<HttpAnswer> read_suffixes(const Given& parameters, Request& request) {
    for (const auto& pair : listed(value_of(parameters, "registers"))) {
        auto named = consumers::register_channel(pair);
        if (!named) return bad_parameter("registers", named.error());
        request.channels.insert_or_assign(std::move(named->first), std::move(named->second));
    }
    for (auto& suffix : listed(value_of(parameters, "ignore"))) request.passed_over.insert(std::move(suffix));
    return std::nullopt;
}

FormatRead read_nem12(const Given& parameters) {
    consumers::Nem12Request request;
    if (auto wrong = read_suffixes(parameters, request)) return tl::unexpected(std::move(*wrong));
    const auto clock = value_of(parameters, "clock", "nem");
    if (clock != "nem" && clock != "local") return tl::unexpected(bad_parameter("clock", "give nem or local"));
    request.clock = clock == "local" ? consumers::FileClock::local : consumers::FileClock::nem;
    return request;
}

FormatRead read_nem13(const Given& parameters) {
    consumers::Nem13Request request;
    if (auto wrong = read_suffixes(parameters, request)) return tl::unexpected(std::move(*wrong));
    const auto any_serial = value_of(parameters, "any_serial", "false");
    if (any_serial != "true" && any_serial != "false")
        return tl::unexpected(bad_parameter("any_serial", "give true or false"));
    request.any_serial = any_serial == "true";
    return request;
}

std::optional<std::string> base64url_decoded(const std::string& text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          nullptr, &size, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

FormatRead read_csv(const Given& parameters) {
    const auto text = base64url_decoded(value_of(parameters, "mapping"));
    if (!text)
        return tl::unexpected(bad_parameter("mapping", "it is no base64url without padding: encode the TOML text so"));
    auto mapping = consumers::csv_mapping_of(*text, "mapping");
    if (!mapping) return tl::unexpected(bad_parameter("mapping", mapping.error().message));
    consumers::CsvRequest request;
    request.mapping = std::move(*mapping);
    return request;
}

FormatRead read_green_button(const Given& parameters) {
    consumers::ImportRequest request;
    const auto service_point = value_of(parameters, "service_point");
    if (const auto wrong = projections::wrong_with_id(IdForm::id, service_point); !wrong.empty())
        return tl::unexpected(bad_parameter("service_point", wrong));
    const auto channel = value_of(parameters, "channel");
    if (const auto wrong = projections::wrong_with_id(IdForm::code, channel); !wrong.empty())
        return tl::unexpected(bad_parameter("channel", wrong));
    request.service_point = domain::ServicePointId{service_point};
    request.channel = domain::Code{channel};
    request.usage_point = value_of(parameters, "usage_point");
    request.unit = value_of(parameters, "unit");
    if (const auto direction = parameters.find("flow_direction"); direction != parameters.end()) {
        std::uint64_t number = 0;
        if (!read_number(direction->second, number) || number > 99)
            return tl::unexpected(bad_parameter("flow_direction", "give a number: 1 delivered, 19 returned"));
        request.flow_direction = static_cast<std::int64_t>(number);
    }
    return request;
}

}  // namespace

const std::vector<ImportFormat>& import_formats() {
    static const std::vector<ImportFormat> all{
        {"csv",
         "Reads or interval values of a plain table",
         {{"mapping",
           "Which column has what, and how it is written: the TOML of a mapping, in base64url without padding",
           R"({"type":"string","pattern":"^[A-Za-z0-9_-]+$"})", true}},
         {domain::RecordRead{}, domain::RecordIntervalDay{}},
         read_csv},
        {"greenbutton",
         "Usage of one service point, in Green Button XML",
         {{"service_point", "Which one measured it", any_text_schema, true},
          {"usage_point", "Usage point or meter reading of the file, where it has several", any_text_schema},
          {"channel", "Channel of the service point, where it has several", any_text_schema},
          {"unit", "Unit of the numbers, where the file does not name it, such as therm", any_text_schema},
          {"flow_direction", "ESPI flow direction that the channel counts: 1 delivered (default), 19 returned",
           R"({"type":"integer","minimum":0,"maximum":99})"}},
         {domain::RecordUsage{}, domain::RecordIntervalDay{}},
         read_green_button},
        {"nem12",
         "Interval values of the Australian market, each meter to the service point that has its NMI",
         {registers_parameter,
          ignore_parameter,
          {"clock", "What the file's days are: nem (UTC+10 all year) or local (the utility's own)",
           R"({"enum":["nem","local"]})"}},
         {domain::RecordIntervalDay{}},
         read_nem12},
        {"nem13",
         "Reads of the Australian market, each meter to the service point that has its NMI",
         {registers_parameter,
          ignore_parameter,
          {"any_serial", "True: the file's serial numbers are not the badge numbers of the meters",
           true_or_false_schema}},
         {domain::RecordRead{}},
         read_nem13}};
    return all;
}

const ImportFormat* import_format(std::string_view name) {
    const auto& all = import_formats();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace tally::tools
