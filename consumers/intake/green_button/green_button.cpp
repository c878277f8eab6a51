#include "consumers/intake/green_button/green_button.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>

#include "domain/core/assert.h"
#include "domain/core/decimal.h"

namespace tally::consumers {

namespace {

constexpr std::string_view atom_namespace = "http://www.w3.org/2005/Atom";
constexpr std::string_view espi_namespace = "http://naesb.org/espi";
constexpr std::size_t chunk_bytes = 256u << 10;
// 9999 years would overflow no instant, but Date ends with 2999.
constexpr std::int64_t start_seconds_max = 32'503'679'999;
constexpr std::int64_t duration_seconds_max = UINT32_MAX;
constexpr std::int64_t whole_number_max = (std::int64_t{1} << 47) - 1;  // ESPI Int48

enum class Tag : std::uint8_t {
    other,
    // Atom
    feed,
    entry,
    link,
    // ESPI, with parts of their own
    usage_point,
    service_category,
    meter_reading,
    reading_type,
    interval_block,
    interval,
    interval_reading,
    reading_quality,
    time_period,
    usage_summary,
    billing_period,
    consumption_last_period,
    consumption_current_period,
    local_time,
    // ESPI, a number each
    accumulation,
    commodity,
    currency,
    default_quality,
    flow_direction,
    interval_length,
    kind,
    power_of_ten,
    uom,
    duration,
    start,
    cost,
    quality,
    value,
    bill_last_period,
    bill_to_date,
    cost_additional,
    time_stamp,
    dst_start_rule,
    dst_end_rule,
    dst_offset,
    tz_offset,
};
constexpr bool holds_number(Tag tag) {
    return tag >= Tag::accumulation;
}

constexpr bool belongs_in_entry(Tag tag) {
    return tag == Tag::usage_point || tag == Tag::meter_reading || tag == Tag::reading_type ||
           tag == Tag::interval_block || tag == Tag::interval_reading || tag == Tag::usage_summary ||
           tag == Tag::local_time;
}

struct KnownName {
    std::string_view name;
    Tag tag;
};
constexpr auto atom_names = std::to_array<KnownName>({{"feed", Tag::feed}, {"entry", Tag::entry}, {"link", Tag::link}});
constexpr auto espi_names = std::to_array<KnownName>({
    {"UsagePoint", Tag::usage_point},
    {"ServiceCategory", Tag::service_category},
    {"MeterReading", Tag::meter_reading},
    {"ReadingType", Tag::reading_type},
    {"IntervalBlock", Tag::interval_block},
    {"interval", Tag::interval},
    {"IntervalReading", Tag::interval_reading},
    {"ReadingQuality", Tag::reading_quality},
    {"timePeriod", Tag::time_period},
    {"UsageSummary", Tag::usage_summary},
    {"ElectricPowerUsageSummary", Tag::usage_summary},
    {"billingPeriod", Tag::billing_period},
    {"overallConsumptionLastPeriod", Tag::consumption_last_period},
    {"currentBillingPeriodOverAllConsumption", Tag::consumption_current_period},
    {"LocalTimeParameters", Tag::local_time},
    {"accumulationBehaviour", Tag::accumulation},
    {"commodity", Tag::commodity},
    {"currency", Tag::currency},
    {"defaultQuality", Tag::default_quality},
    {"flowDirection", Tag::flow_direction},
    {"intervalLength", Tag::interval_length},
    {"kind", Tag::kind},
    {"powerOfTenMultiplier", Tag::power_of_ten},
    {"uom", Tag::uom},
    {"duration", Tag::duration},
    {"start", Tag::start},
    {"cost", Tag::cost},
    {"quality", Tag::quality},
    {"value", Tag::value},
    {"billLastPeriod", Tag::bill_last_period},
    {"billToDate", Tag::bill_to_date},
    {"costAdditionalLastPeriod", Tag::cost_additional},
    {"timeStamp", Tag::time_stamp},
    {"dstStartRule", Tag::dst_start_rule},
    {"dstEndRule", Tag::dst_end_rule},
    {"dstOffset", Tag::dst_offset},
    {"tzOffset", Tag::tz_offset},
});

std::string element_name(Tag tag) {
    for (const KnownName& known : espi_names)
        if (known.tag == tag) return std::string{known.name};
    return "?";
}

std::string_view text_of(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// What stands in a message of text from outside: short, and nothing that moves a terminal's cursor.
std::string in_quotes(std::string_view text) {
    std::string shown = "'";
    for (const char c : text.substr(0, 60)) shown += (static_cast<unsigned char>(c) < ' ' || c == 0x7f) ? '?' : c;
    return shown + (text.size() > 60 ? "…'" : "'");
}

// Senders mix absolute and relative links to the same thing; what they agree on is the path.
std::string path_of_link(std::string_view href) {
    if (const auto scheme = href.find("://"); scheme != std::string_view::npos) {
        const auto path = href.find('/', scheme + 3);
        href = path == std::string_view::npos ? std::string_view{} : href.substr(path);
    }
    href = href.substr(0, href.find_first_of("?#"));
    while (!href.empty() && href.front() == '/') href.remove_prefix(1);
    while (!href.empty() && href.back() == '/') href.remove_suffix(1);
    return std::string{href};
}

struct Entry {
    std::string self;
    std::string up;
    std::vector<std::string> related;
    std::uint32_t line = 0;
};

constexpr std::size_t no_entry = SIZE_MAX;
constexpr std::size_t several = SIZE_MAX - 1;

struct RawReading : GreenButtonReading {
    bool has_start = false;
    bool has_duration = false;
    bool has_value = false;
    bool has_cost = false;
};
struct Block {
    std::size_t entry = no_entry;
    std::optional<domain::Instant> start;
    std::size_t first_reading = 0;
    std::size_t reading_count = 0;
    std::uint32_t line = 0;
};
struct TypeEntry {
    std::size_t entry = no_entry;
    GreenButtonReadingType type;
};
struct MeterEntry {
    std::size_t entry = no_entry;
    std::optional<GreenButtonReadingType> inline_type;
};
struct PointEntry {
    std::size_t entry = no_entry;
    std::optional<std::int64_t> service_kind;
};
struct SummaryEntry {
    std::size_t entry = no_entry;
    GreenButtonSummary summary;
};

// Which owner names a link as its own or as related. Two owners of one link make it ambiguous.
class LinkIndex {
  public:
    void add_own(const std::string& path, std::size_t owner) { add(own_, path, owner); }
    void add_related(const std::string& path, std::size_t owner) { add(related_, path, owner); }

    // By the owner's related links, else where `up` is the owner itself and not a collection, else by the path:
    // …/MeterReading/01/IntervalBlock/173 is in …/MeterReading/01.
    [[nodiscard]] std::size_t owner_of(const Entry& part) const {
        for (const std::string* path : {&part.self, &part.up})
            if (const std::size_t owner = find(related_, *path); owner != no_entry) return owner;
        if (const std::size_t owner = find(own_, part.up); owner != no_entry) return owner;
        for (const std::string* path : {&part.self, &part.up})
            for (std::string_view prefix = *path; !prefix.empty();) {
                const auto slash = prefix.rfind('/');
                prefix = slash == std::string_view::npos ? std::string_view{} : prefix.substr(0, slash);
                if (const std::size_t owner = find(own_, std::string{prefix}); owner != no_entry) return owner;
            }
        return no_entry;
    }
    [[nodiscard]] std::size_t named(const std::string& path) const { return find(own_, path); }

  private:
    using Map = std::unordered_map<std::string, std::size_t>;
    static void add(Map& map, const std::string& path, std::size_t owner) {
        if (path.empty()) return;
        const auto [at, fresh] = map.emplace(path, owner);
        if (!fresh && at->second != owner) at->second = several;
    }
    static std::size_t find(const Map& map, const std::string& path) {
        if (path.empty()) return no_entry;
        const auto at = map.find(path);
        return at == map.end() ? no_entry : at->second;
    }
    Map own_;
    Map related_;
};

// One parse: fed in pieces, then finished once.
class GreenButtonParser {
  public:
    explicit GreenButtonParser(std::string name);
    ~GreenButtonParser();
    GreenButtonParser(const GreenButtonParser&) = delete;
    GreenButtonParser& operator=(const GreenButtonParser&) = delete;

    // False once the file is refused; finish() says why.
    bool feed(std::string_view bytes);
    Intake<GreenButtonFile> finish();

  private:
    static void on_start(void* self, const xmlChar* local, const xmlChar* prefix, const xmlChar* uri, int,
                         const xmlChar**, int attribute_count, int, const xmlChar** attributes) noexcept;
    static void on_end(void* self, const xmlChar*, const xmlChar*, const xmlChar*) noexcept;
    static void on_text(void* self, const xmlChar* text, int length) noexcept;
    static void on_doctype(void* self, const xmlChar*, const xmlChar*, const xmlChar*) noexcept;
    static void on_error(void* self, xmlErrorPtr error) noexcept;
    static xmlEntityPtr on_entity(void*, const xmlChar* name) noexcept { return xmlGetPredefinedEntity(name); }

    Tag tag_of(const xmlChar* local, const xmlChar* uri);
    void start(Tag tag, std::span<const xmlChar*> attributes);
    void start_in_entry(Tag tag);
    void end(Tag tag);
    enum class Holder : std::uint8_t {
        nothing,
        usage_point,
        type,
        block,
        reading,
        summary,
        consumption_last_period,
        consumption_current_period,
        local_time
    };
    [[nodiscard]] Holder holder_of_number() const;
    void take_number(Tag tag);
    void take_instant(Holder holder, Tag tag, domain::Instant instant);
    void take_reading_number(Tag tag, std::int64_t number);
    void take_type_number(Tag tag, std::int64_t number);
    void take_summary_number(Tag tag, std::int64_t number);
    void take_amount_number(std::optional<GreenButtonAmount>& amount, Tag tag, std::int64_t number);
    void take_link(std::span<const xmlChar*> attributes);

    template <class Number>
    void set_once(std::optional<Number>& target, Number number, Tag tag);
    std::optional<domain::Instant> instant_of(std::string_view text);
    void fail(IntakeErrorKind kind, const std::string& what);
    void fail_at(IntakeErrorKind kind, std::uint32_t line, const std::string& what);

    [[nodiscard]] std::uint32_t line() const {
        return context_->input == nullptr ? 0 : static_cast<std::uint32_t>(context_->input->line);
    }
    [[nodiscard]] Tag parent_tag() const { return path_.size() < 2 ? Tag::other : path_[path_.size() - 2]; }

    bool link_readings(GreenButtonFile& file);
    bool link_meters(GreenButtonFile& file);
    bool link_types(GreenButtonFile& file);
    void link_summaries(GreenButtonFile& file);
    bool complete_periods(const Block& block, const GreenButtonReadingType& type);

    std::string name_;
    xmlSAXHandler handler_{};
    xmlParserCtxtPtr context_ = nullptr;
    std::optional<IntakeError> error_;
    std::size_t fed_bytes_ = 0;
    bool root_seen_ = false;

    // libxml2 hands every name out as one pointer per text, so a name is known by its address.
    std::unordered_map<const xmlChar*, Tag> atom_tags_;
    std::unordered_map<const xmlChar*, Tag> espi_tags_;
    const xmlChar* atom_uri_ = nullptr;
    const xmlChar* espi_uri_ = nullptr;

    std::vector<Tag> path_;
    bool capturing_ = false;
    std::string text_;

    bool in_entry_ = false;
    std::vector<Entry> entries_;
    std::vector<PointEntry> points_;
    std::vector<MeterEntry> meters_;
    std::vector<TypeEntry> types_;
    std::vector<Block> blocks_;
    std::vector<RawReading> readings_;
    std::vector<SummaryEntry> summaries_;
    std::vector<GreenButtonLocalTime> local_times_;
    GreenButtonReadingType open_type_;  // of the ReadingType element that is open
    LinkIndex point_links_;
    LinkIndex meter_links_;
};

GreenButtonParser::GreenButtonParser(std::string name) : name_(std::move(name)) {
    xmlInitParser();
    handler_.initialized = XML_SAX2_MAGIC;
    handler_.startElementNs = &on_start;
    handler_.endElementNs = &on_end;
    handler_.characters = &on_text;
    handler_.cdataBlock = &on_text;
    handler_.internalSubset = &on_doctype;
    handler_.getEntity = &on_entity;
    handler_.serror = &on_error;
    context_ = xmlCreatePushParserCtxt(&handler_, this, nullptr, 0, nullptr);
    TALLY_ASSERT(context_ != nullptr, "libxml2 has no memory for a parser");
    xmlCtxtUseOptions(context_, XML_PARSE_NONET);
    const auto intern = [&](std::string_view text) {
        return xmlDictLookup(context_->dict, reinterpret_cast<const xmlChar*>(text.data()),
                             static_cast<int>(text.size()));
    };
    for (const KnownName& known : atom_names) atom_tags_.emplace(intern(known.name), known.tag);
    for (const KnownName& known : espi_names) espi_tags_.emplace(intern(known.name), known.tag);
    atom_uri_ = intern(atom_namespace);
    espi_uri_ = intern(espi_namespace);
}

GreenButtonParser::~GreenButtonParser() {
    xmlFreeParserCtxt(context_);
}

void GreenButtonParser::fail_at(IntakeErrorKind kind, std::uint32_t at_line, const std::string& what) {
    if (error_) return;
    error_ = IntakeError{kind, name_ + ", line " + std::to_string(at_line) + ": " + what};
    xmlStopParser(context_);
}
void GreenButtonParser::fail(IntakeErrorKind kind, const std::string& what) {
    fail_at(kind, line(), what);
}

bool GreenButtonParser::feed(std::string_view bytes) {
    while (!error_ && !bytes.empty()) {
        const std::string_view piece = bytes.substr(0, chunk_bytes);
        bytes.remove_prefix(piece.size());
        fed_bytes_ += piece.size();
        if (fed_bytes_ > green_button_bytes_max) {
            fail(IntakeErrorKind::limit_exceeded, "the file is larger than " +
                                                      std::to_string(green_button_bytes_max >> 20) +
                                                      " MiB: ask the sender for shorter periods");
            break;
        }
        // What goes wrong is kept by on_error; the return value says no more.
        static_cast<void>(xmlParseChunk(context_, piece.data(), static_cast<int>(piece.size()), 0));
    }
    return !error_;
}

// --- libxml2's side -------------------------------------------------------------------------------------------------

void GreenButtonParser::on_error(void* self, xmlErrorPtr error) noexcept {
    auto& parser = *static_cast<GreenButtonParser*>(self);
    if (parser.error_ || error == nullptr || error->level < XML_ERR_ERROR) return;
    std::string_view why = error->message == nullptr ? "malformed XML" : error->message;
    why = trimmed(why);
    const auto at = static_cast<std::uint32_t>(error->line < 0 ? 0 : error->line);
    if (parser.root_seen_)
        parser.fail_at(IntakeErrorKind::not_well_formed, at,
                       "the XML is cut off or damaged (" + std::string{why} + "); nothing of the file was used");
    else
        parser.fail_at(IntakeErrorKind::not_green_button, at,
                       "this is not a Green Button file: it is not XML (" + std::string{why} + ")");
}

void GreenButtonParser::on_doctype(void* self, const xmlChar*, const xmlChar*, const xmlChar*) noexcept {
    static_cast<GreenButtonParser*>(self)->fail(
        IntakeErrorKind::not_green_button,
        "a document type declaration is refused: Green Button has none, and entities are how XML attacks its readers");
}

void GreenButtonParser::on_start(void* self, const xmlChar* local, const xmlChar*, const xmlChar* uri, int,
                                 const xmlChar**, int attribute_count, int, const xmlChar** attributes) noexcept {
    auto& parser = *static_cast<GreenButtonParser*>(self);
    if (parser.error_) return;
    const Tag tag = parser.tag_of(local, uri);
    if (!parser.root_seen_) {
        parser.root_seen_ = true;
        if (tag != Tag::feed && tag != Tag::entry)
            return parser.fail(IntakeErrorKind::not_green_button, "this is not a Green Button file: its root is " +
                                                                      in_quotes(text_of(local)) + ", not an Atom feed");
    }
    if (parser.path_.size() >= green_button_depth_max)
        return parser.fail(IntakeErrorKind::limit_exceeded,
                           "elements are nested deeper than " + std::to_string(green_button_depth_max) + " levels");
    if (parser.capturing_)
        return parser.fail(IntakeErrorKind::value_refused,
                           "element " + in_quotes(text_of(local)) + " stands where a number is expected");
    parser.path_.push_back(tag);
    parser.start(tag, std::span{attributes, static_cast<std::size_t>(attribute_count) * 5});
}

void GreenButtonParser::on_end(void* self, const xmlChar*, const xmlChar*, const xmlChar*) noexcept {
    auto& parser = *static_cast<GreenButtonParser*>(self);
    if (parser.error_) return;
    TALLY_ASSERT(!parser.path_.empty(), "libxml2 closes only what it opened");
    parser.end(parser.path_.back());
    parser.path_.pop_back();
}

void GreenButtonParser::on_text(void* self, const xmlChar* text, int length) noexcept {
    auto& parser = *static_cast<GreenButtonParser*>(self);
    if (parser.error_ || !parser.capturing_) return;
    if (parser.text_.size() + static_cast<std::size_t>(length) > green_button_text_bytes_max)
        return parser.fail(IntakeErrorKind::limit_exceeded,
                           "a number is longer than " + std::to_string(green_button_text_bytes_max) + " characters");
    parser.text_.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
}

Tag GreenButtonParser::tag_of(const xmlChar* local, const xmlChar* uri) {
    const auto& tags = uri == espi_uri_ ? espi_tags_ : atom_tags_;
    if (uri != espi_uri_ && uri != atom_uri_) return Tag::other;
    const auto at = tags.find(local);
    return at == tags.end() ? Tag::other : at->second;
}

// --- What the elements mean -----------------------------------------------------------------------------------------

void GreenButtonParser::start(Tag tag, std::span<const xmlChar*> attributes) {
    if (holds_number(tag)) {
        capturing_ = true;
        text_.clear();
        return;
    }
    switch (tag) {
        case Tag::entry:
            if (in_entry_) return fail(IntakeErrorKind::not_green_button, "an entry stands inside another entry");
            if (entries_.size() >= green_button_entries_max)
                return fail(IntakeErrorKind::limit_exceeded,
                            "there are more than " + std::to_string(green_button_entries_max) + " entries");
            in_entry_ = true;
            entries_.push_back({{}, {}, {}, line()});
            return;
        case Tag::link:
            if (in_entry_) take_link(attributes);
            return;
        default:
            break;
    }
    if (in_entry_) return start_in_entry(tag);
    if (belongs_in_entry(tag))
        fail(IntakeErrorKind::not_green_button, element_name(tag) + " stands outside an Atom entry");
}

void GreenButtonParser::start_in_entry(Tag tag) {
    const std::size_t entry = entries_.size() - 1;
    switch (tag) {
        case Tag::usage_point:
            points_.push_back({entry, {}});
            return;
        case Tag::meter_reading:
            meters_.push_back({entry, {}});
            return;
        case Tag::reading_type:
            open_type_ = {};
            return;
        case Tag::interval_block:
            blocks_.push_back({entry, {}, readings_.size(), 0, line()});
            return;
        case Tag::interval_reading:
            if (parent_tag() != Tag::interval_block)
                return fail(IntakeErrorKind::not_green_button, "an IntervalReading stands outside an IntervalBlock");
            readings_.emplace_back();
            readings_.back().line = line();
            ++blocks_.back().reading_count;
            return;
        case Tag::usage_summary:
            summaries_.push_back({entry, {}});
            summaries_.back().summary.line = line();
            return;
        case Tag::consumption_last_period:
            if (parent_tag() == Tag::usage_summary) summaries_.back().summary.consumption_last_period.emplace();
            return;
        case Tag::consumption_current_period:
            if (parent_tag() == Tag::usage_summary) summaries_.back().summary.consumption_current_period.emplace();
            return;
        case Tag::local_time:
            local_times_.emplace_back();
            return;
        default:
            return;
    }
}

void GreenButtonParser::end(Tag tag) {
    if (holds_number(tag)) {
        capturing_ = false;
        if (in_entry_) take_number(tag);
        return;
    }
    switch (tag) {
        case Tag::entry:
            in_entry_ = false;
            return;
        case Tag::reading_type:
            if (!in_entry_) return;
            // By itself in an entry, or written straight into its meter reading.
            if (parent_tag() != Tag::meter_reading) return types_.push_back({entries_.size() - 1, open_type_});
            if (meters_.back().inline_type)
                return fail(IntakeErrorKind::value_refused, "a meter reading has two reading types");
            meters_.back().inline_type = open_type_;
            return;
        case Tag::interval_reading: {
            const RawReading& reading = readings_.back();
            if (!reading.has_value)
                return fail_at(IntakeErrorKind::value_refused, reading.line, "the reading has no value");
            if (reading.has_start != reading.has_duration)
                return fail_at(IntakeErrorKind::value_refused, reading.line,
                               "the reading's timePeriod lacks its start or its duration");
            return;
        }
        default:
            return;
    }
}

void GreenButtonParser::take_link(std::span<const xmlChar*> attributes) {
    // Five pointers an attribute: name, prefix, namespace, first byte of the value, byte after it.
    std::string_view rel, href;
    for (std::size_t i = 0; i + 4 < attributes.size(); i += 5) {
        const auto* value = reinterpret_cast<const char*>(attributes[i + 3]);
        const std::string_view text{value, static_cast<std::size_t>(attributes[i + 4] - attributes[i + 3])};
        if (text_of(attributes[i]) == "rel") rel = text;
        if (text_of(attributes[i]) == "href") href = text;
    }
    if (href.size() > green_button_text_bytes_max)
        return fail(IntakeErrorKind::limit_exceeded,
                    "a link is longer than " + std::to_string(green_button_text_bytes_max) + " characters");
    Entry& entry = entries_.back();
    if (rel == "self") entry.self = path_of_link(href);
    if (rel == "up") entry.up = path_of_link(href);
    if (rel == "related") entry.related.push_back(path_of_link(href));
}

template <class Number>
void GreenButtonParser::set_once(std::optional<Number>& target, Number number, Tag tag) {
    if (target)
        return fail(IntakeErrorKind::value_refused,
                    element_name(tag) + " is given twice: which one is right cannot be known");
    target = number;
}

// Seconds since 1970, perhaps with a fraction; what is below a microsecond is cut off.
std::optional<domain::Instant> GreenButtonParser::instant_of(std::string_view text) {
    const auto point = text.find('.');
    if (point != std::string_view::npos && text.size() > point + 7 &&
        text.find_first_not_of("0123456789", point + 1) == std::string_view::npos)
        text = text.substr(0, point + 7);
    std::int64_t microseconds = 0;
    const bool fits = domain::parse_fixed(text, 6, microseconds) == domain::FixedError::none && microseconds >= 0 &&
                      microseconds / 1'000'000 <= start_seconds_max;
    if (!fits) return std::nullopt;
    return domain::Instant{microseconds};
}

// Whose number it is; nothing where it is none of ours, such as a start in a part that is not read.
GreenButtonParser::Holder GreenButtonParser::holder_of_number() const {
    const auto up = [&](std::size_t levels) {
        return path_.size() > levels ? path_[path_.size() - 1 - levels] : Tag::other;
    };
    // The outer part was opened inside an entry, so what it made is the last of its kind.
    switch (up(1)) {
        case Tag::interval_reading:
            return Holder::reading;
        case Tag::reading_quality:
        case Tag::time_period:
            return up(2) == Tag::interval_reading ? Holder::reading : Holder::nothing;
        case Tag::interval:
            return up(2) == Tag::interval_block ? Holder::block : Holder::nothing;
        case Tag::service_category:
            return up(2) == Tag::usage_point ? Holder::usage_point : Holder::nothing;
        case Tag::reading_type:
            return Holder::type;
        case Tag::usage_summary:
            return Holder::summary;
        case Tag::billing_period:
            return up(2) == Tag::usage_summary ? Holder::summary : Holder::nothing;
        case Tag::consumption_last_period:
            return up(2) == Tag::usage_summary ? Holder::consumption_last_period : Holder::nothing;
        case Tag::consumption_current_period:
            return up(2) == Tag::usage_summary ? Holder::consumption_current_period : Holder::nothing;
        case Tag::local_time:
            return Holder::local_time;
        default:
            return Holder::nothing;
    }
}

void GreenButtonParser::take_number(Tag tag) {
    const Holder holder = holder_of_number();
    const std::string_view text = trimmed(text_);
    if (holder == Holder::nothing || text.empty()) return;  // <kind/> is as good as absent.

    const auto expected = [&](std::string_view what) {
        fail(IntakeErrorKind::value_refused,
             element_name(tag) + " is " + in_quotes(text) + ": expected " + std::string{what});
    };
    if (tag == Tag::start || tag == Tag::time_stamp) {
        const auto instant = instant_of(text);
        if (!instant) return expected("seconds since 1970, before the year 3000");
        return take_instant(holder, tag, *instant);
    }
    const bool is_rule = tag == Tag::dst_start_rule || tag == Tag::dst_end_rule;
    std::int64_t number = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number, is_rule ? 16 : 10);
    if (error != std::errc{} || stopped != text.data() + text.size() || number > whole_number_max ||
        number < -whole_number_max)
        return expected("a whole number of at most 48 bits");
    switch (holder) {
        case Holder::reading:
            return take_reading_number(tag, number);
        case Holder::usage_point:
            if (tag == Tag::kind) set_once(points_.back().service_kind, number, tag);
            return;
        case Holder::type:
            return take_type_number(tag, number);
        case Holder::summary:
            return take_summary_number(tag, number);
        case Holder::consumption_last_period:
            return take_amount_number(summaries_.back().summary.consumption_last_period, tag, number);
        case Holder::consumption_current_period:
            return take_amount_number(summaries_.back().summary.consumption_current_period, tag, number);
        case Holder::local_time: {
            GreenButtonLocalTime& local_time = local_times_.back();
            if (is_rule && (number < 0 || number > UINT32_MAX)) return expected("eight hex digits");
            if (tag == Tag::dst_start_rule) local_time.dst_start_rule = static_cast<std::uint32_t>(number);
            if (tag == Tag::dst_end_rule) local_time.dst_end_rule = static_cast<std::uint32_t>(number);
            if (tag == Tag::dst_offset) local_time.dst_offset_seconds = number;
            if (tag == Tag::tz_offset) local_time.utc_offset_seconds = number;
            return;
        }
        case Holder::block:  // Its length is that of its readings.
        case Holder::nothing:
            return;
    }
}

void GreenButtonParser::take_instant(Holder holder, Tag tag, domain::Instant instant) {
    const auto stamp = [&](std::optional<GreenButtonAmount>& amount) {
        if (tag == Tag::time_stamp && amount) set_once(amount->time_stamp, instant, tag);
    };
    switch (holder) {
        case Holder::reading: {
            if (tag != Tag::start) return;
            RawReading& reading = readings_.back();
            if (reading.has_start) return fail(IntakeErrorKind::value_refused, "a reading has two starts");
            reading.start = instant;
            reading.has_start = true;
            return;
        }
        case Holder::block:
            if (tag == Tag::start) set_once(blocks_.back().start, instant, tag);
            return;
        case Holder::summary:
            if (tag == Tag::start) set_once(summaries_.back().summary.period_start, instant, tag);
            return;
        case Holder::consumption_last_period:
            return stamp(summaries_.back().summary.consumption_last_period);
        case Holder::consumption_current_period:
            return stamp(summaries_.back().summary.consumption_current_period);
        case Holder::usage_point:
        case Holder::type:
        case Holder::local_time:
        case Holder::nothing:
            return;
    }
}

void GreenButtonParser::take_type_number(Tag tag, std::int64_t number) {
    if (tag == Tag::accumulation) set_once(open_type_.accumulation, number, tag);
    if (tag == Tag::commodity) set_once(open_type_.commodity, number, tag);
    if (tag == Tag::currency) set_once(open_type_.currency, number, tag);
    if (tag == Tag::default_quality) set_once(open_type_.default_quality, number, tag);
    if (tag == Tag::flow_direction) set_once(open_type_.flow_direction, number, tag);
    if (tag == Tag::interval_length) set_once(open_type_.interval_length_seconds, number, tag);
    if (tag == Tag::power_of_ten) set_once(open_type_.power_of_ten, number, tag);
    if (tag == Tag::uom) set_once(open_type_.uom, number, tag);
}

void GreenButtonParser::take_summary_number(Tag tag, std::int64_t number) {
    GreenButtonSummary& summary = summaries_.back().summary;
    if (tag == Tag::duration) set_once(summary.period_seconds, number, tag);
    if (tag == Tag::bill_last_period) set_once(summary.bill_last_period, number, tag);
    if (tag == Tag::bill_to_date) set_once(summary.bill_to_date, number, tag);
    if (tag == Tag::cost_additional) set_once(summary.cost_additional_last_period, number, tag);
    if (tag == Tag::currency) set_once(summary.currency, number, tag);
}

void GreenButtonParser::take_amount_number(std::optional<GreenButtonAmount>& amount, Tag tag, std::int64_t number) {
    if (!amount) return;
    if (tag == Tag::value) amount->value = number;
    if (tag == Tag::power_of_ten) set_once(amount->power_of_ten, number, tag);
    if (tag == Tag::uom) set_once(amount->uom, number, tag);
}

void GreenButtonParser::take_reading_number(Tag tag, std::int64_t number) {
    RawReading& reading = readings_.back();
    const auto once = [&](bool& has, std::int64_t& target) {
        if (has) return fail(IntakeErrorKind::value_refused, "a reading has two of " + element_name(tag));
        has = true;
        target = number;
    };
    switch (tag) {
        case Tag::value:
            return once(reading.has_value, reading.value);
        case Tag::cost:
            return once(reading.has_cost, reading.cost);
        case Tag::duration:
            if (number < 1 || number > duration_seconds_max)
                return fail(IntakeErrorKind::value_refused, "duration is " + std::to_string(number) +
                                                                ": expected 1 to " +
                                                                std::to_string(duration_seconds_max) + " seconds");
            return once(reading.has_duration, reading.duration_seconds);
        case Tag::quality:
            if (number < 0 || number > 31)
                return fail(IntakeErrorKind::value_refused,
                            "quality is " + std::to_string(number) + ": no code of ESPI QualityOfReading");
            reading.quality_codes |= std::uint32_t{1} << number;
            return;
        default:
            return;
    }
}

// --- Links ----------------------------------------------------------------------------------------------------------

bool GreenButtonParser::link_types(GreenButtonFile& file) {
    LinkIndex types;
    for (std::size_t i = 0; i < types_.size(); ++i) {
        const Entry& entry = entries_[types_[i].entry];
        types.add_own(entry.self, i);
        // A meter reading may point to the collection, which names nothing where it holds several.
        types.add_own(entry.up, i);
    }
    for (std::size_t i = 0; i < meters_.size(); ++i) {
        if (meters_[i].inline_type) {
            file.meter_readings[i].type = *meters_[i].inline_type;
            continue;
        }
        const Entry& entry = entries_[meters_[i].entry];
        std::size_t found = no_entry;
        for (const std::string& related : entry.related) {
            const std::size_t type = types.named(related);
            if (type == no_entry) continue;
            if (type == several || (found != no_entry && found != type)) {
                fail_at(IntakeErrorKind::unresolved_link, entry.line,
                        "meter reading " + in_quotes(entry.self) + " links to more than one reading type");
                return false;
            }
            found = type;
        }
        if (found != no_entry) file.meter_readings[i].type = types_[found].type;
    }
    return true;
}

bool GreenButtonParser::link_meters(GreenButtonFile& file) {
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const Entry& entry = entries_[points_[i].entry];
        point_links_.add_own(entry.self, i);
        for (const std::string& related : entry.related) point_links_.add_related(related, i);
        file.usage_points.push_back({entry.self, points_[i].service_kind});
    }
    for (const MeterEntry& meter : meters_) {
        const Entry& entry = entries_[meter.entry];
        const std::size_t point = point_links_.owner_of(entry);
        if (point == no_entry || point == several) {
            fail_at(IntakeErrorKind::unresolved_link, entry.line,
                    "meter reading " + in_quotes(entry.self) + " belongs to " +
                        (point == no_entry ? "no" : "more than one") + " usage point: its links are wrong");
            return false;
        }
        const std::size_t index = file.meter_readings.size();
        file.meter_readings.push_back({entry.self, point, {}, {}});
        meter_links_.add_own(entry.self, index);
        for (const std::string& related : entry.related) meter_links_.add_related(related, index);
    }
    return true;
}

// Where readings give no time, each follows the one before it, from the block's start.
bool GreenButtonParser::complete_periods(const Block& block, const GreenButtonReadingType& type) {
    std::optional<std::int64_t> next_us;
    if (block.start) next_us = block.start->microseconds;
    for (std::size_t i = block.first_reading; i < block.first_reading + block.reading_count; ++i) {
        RawReading& reading = readings_[i];
        if (!reading.has_start) {
            const std::int64_t length = type.interval_length_seconds.value_or(0);
            if (!next_us || length < 1 || length > duration_seconds_max) {
                fail_at(IntakeErrorKind::value_refused, reading.line,
                        "the reading has no timePeriod, and its block's start or its type's intervalLength is missing");
                return false;
            }
            reading.start = domain::Instant{*next_us};
            reading.duration_seconds = length;
        }
        next_us = reading.start.microseconds + reading.duration_seconds * 1'000'000;
    }
    return true;
}

bool GreenButtonParser::link_readings(GreenButtonFile& file) {
    std::vector<std::size_t> owners(blocks_.size());
    std::vector<std::size_t> counts(file.meter_readings.size(), 0);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        const Entry& entry = entries_[blocks_[i].entry];
        owners[i] = meter_links_.owner_of(entry);
        if (owners[i] == no_entry || owners[i] == several) {
            fail_at(IntakeErrorKind::unresolved_link, blocks_[i].line,
                    "interval block " + in_quotes(entry.self) + " belongs to " +
                        (owners[i] == no_entry ? "no" : "more than one") + " meter reading: its links are wrong");
            return false;
        }
        counts[owners[i]] += blocks_[i].reading_count;
    }
    for (std::size_t i = 0; i < counts.size(); ++i) file.meter_readings[i].readings.reserve(counts[i]);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        GreenButtonMeterReading& meter = file.meter_readings[owners[i]];
        if (!complete_periods(blocks_[i], meter.type)) return false;
        const auto first = readings_.begin() + static_cast<std::ptrdiff_t>(blocks_[i].first_reading);
        meter.readings.insert(meter.readings.end(), first,
                              first + static_cast<std::ptrdiff_t>(blocks_[i].reading_count));
    }
    return true;
}

void GreenButtonParser::link_summaries(GreenButtonFile& file) {
    for (SummaryEntry& part : summaries_) {
        const Entry& entry = entries_[part.entry];
        part.summary.usage_point = point_links_.owner_of(entry);
        if (part.summary.usage_point == no_entry || part.summary.usage_point == several)
            file.unlinked_summaries.push_back(
                {entry.line, "usage summary " + in_quotes(entry.self) + " belongs to " +
                                 (part.summary.usage_point == no_entry ? "no" : "more than one") +
                                 " usage point: its links are wrong"});
        else
            file.summaries.push_back(part.summary);
    }
}

Intake<GreenButtonFile> GreenButtonParser::finish() {
    if (fed_bytes_ == 0) fail(IntakeErrorKind::not_green_button, "this is not a Green Button file: it is empty");
    if (!error_) {
        static_cast<void>(xmlParseChunk(context_, nullptr, 0, 1));
        const bool whole = context_->wellFormed == 1 && context_->nsWellFormed == 1 && root_seen_ && path_.empty();
        if (!error_ && !whole)
            fail(root_seen_ ? IntakeErrorKind::not_well_formed : IntakeErrorKind::not_green_button,
                 root_seen_ ? "the XML is cut off or damaged; nothing of the file was used"
                            : "this is not a Green Button file: it has no element");
    }
    if (!error_ && points_.empty())
        fail(IntakeErrorKind::not_green_button, "the feed holds no usage point: it is not a Green Button usage file");
    GreenButtonFile file;
    file.name = name_;
    const bool linked = !error_ && link_meters(file) && link_types(file) && link_readings(file);
    if (!linked) {
        TALLY_ASSERT(error_.has_value(), "a refusal has a reason");
        return tl::unexpected(*error_);
    }
    link_summaries(file);
    file.local_times = std::move(local_times_);
    return file;
}

}  // namespace

Intake<GreenButtonFile> parse_green_button(std::string_view bytes, std::string name) {
    GreenButtonParser parser{std::move(name)};
    parser.feed(bytes);
    return parser.finish();
}

Intake<GreenButtonFile> read_green_button(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const auto cannot_read = [&](int number) {
        return refuse(IntakeErrorKind::cannot_read,
                      "cannot read " + path.string() + ": " + std::strerror(number));  // NOLINT(concurrency-mt-unsafe)
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"), &std::fclose};
    if (file == nullptr) return cannot_read(errno);
    GreenButtonParser parser{name};
    std::vector<char> chunk(chunk_bytes);
    for (;;) {
        const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), file.get());
        if (got > 0 && !parser.feed({chunk.data(), got})) break;
        if (got == chunk.size()) continue;
        if (std::ferror(file.get()) != 0) return cannot_read(errno);
        break;
    }
    return parser.finish();
}

}  // namespace tally::consumers
