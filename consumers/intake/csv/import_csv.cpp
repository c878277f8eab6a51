#include "consumers/intake/csv/import_csv.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "consumers/intake/csv/csv_reader.h"
#include "consumers/intake/csv/csv_registers.h"
#include "consumers/intake/interval_days.h"
#include "consumers/intake/number_text.h"
#include "consumers/intake/receipt_counts.h"
#include "consumers/intake/units.h"

namespace tally::consumers {

namespace {

using domain::Code;
using domain::Date;
using domain::Instant;
using domain::Quality;
using domain::Quantity;
using domain::RecordIntervalDay;
using domain::RecordRead;

constexpr std::int64_t microseconds_a_minute = 60'000'000;

// A day of a channel whose values come now.
struct OpenDay {
    Date date;
    bool left_out = false;   // It was told why.
    std::uint32_t line = 0;  // Of its first value.
    Instant start;
    std::uint16_t interval_minutes = 0;
    std::optional<CsvRegister> counted_by;
    std::vector<Quantity> values;
    std::vector<Quality> qualities;
    std::size_t count = 0;
};
// The rows of one channel of the file.
struct CsvSeries {
    std::string point;
    std::string channel;
    bool left_out = false;  // It was told why.
    bool sent = false;
    Date last_day;      // Of reads.
    Instant last_time;  // Of intervals.
    bool any = false;
    Quantity last_value;
    std::unique_ptr<OpenDay> day;
};

class CsvImporter {
  public:
    CsvImporter(UsageSource& source, NamedPoints& points, const CsvRequest& request, MeterFile& file,
                eventstore::CivilTime zone)
        : source_(source),
          request_(request),
          mapping_(request.mapping),
          file_(file),
          reader_(file, request.mapping),
          registers_(points, request.mapping),
          zone_(zone) {
        report.file = domain::Plain{request.file.string()};
    }

    // Nothing: there are no more, or `failure` says why.
    std::optional<eventstore::ParsedCommand> next() {
        while (ready_.empty())
            if (at_end_ || failure || !advance()) return std::nullopt;
        auto parsed = std::move(ready_.front());
        ready_.pop_front();
        return parsed;
    }

    void count(const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
        const std::string point = std::move(names_.front());
        names_.pop_front();
        if (count_receipt(receipt, counts_of(report))) return;
        if (report.not_taken.size() >= csv_findings_kept_max) return;
        const auto* read = get_if<RecordRead>(&command.command);
        const auto* day = get_if<RecordIntervalDay>(&command.command);
        report.not_taken.push_back({domain::Plain{as_shown(point)},
                                    domain::Plain{(read ? read->channel : day->channel).str()},
                                    read ? read->read_on : day->date, receipt});
    }

    CsvImportReport report;
    std::optional<ImportError> failure;

  private:
    // Reads one step of the file. False: it failed.
    bool advance() {
        if (!in_file_) {
            auto more = file_.next_file();
            if (!more) return fail(ImportError{std::move(more.error())});
            at_end_ = !*more;
            if (at_end_) return true;
            auto begun = reader_.begin();
            if (!begun) return fail(ImportError{std::move(begun.error())});
            in_file_ = *begun;
            return true;
        }
        auto step = reader_.next();
        if (!step) return fail(ImportError{std::move(step.error())});
        if (auto* row = std::get_if<CsvRow>(&*step)) {
            ++report.rows;
            return take(*row);
        }
        if (auto* fault = std::get_if<CsvFault>(&*step)) {
            ++report.rows;
            if (!mapping_.passed_over.contains(fault->channel) || fault->channel.empty()) tell(*fault);
        } else {
            end_file();
        }
        return true;
    }
    bool fail(ImportError error) {
        failure = std::move(error);
        return false;
    }
    void tell(const CsvFault& fault, Date day = {}) {
        ++report.findings;
        if (report.left_out.size() >= csv_findings_kept_max) return;
        report.left_out.push_back({domain::Plain{file_.name()}, fault.line, domain::Plain{as_shown(fault.field)},
                                   domain::Plain{as_shown(fault.point)}, domain::Plain{as_shown(fault.channel)}, day,
                                   domain::Plain{fault.why}});
    }
    // True: the import goes on.
    bool leave_out(const CsvRow& row, std::string field, std::string why, Date day = {}) {
        tell({row.line, std::move(field), std::move(why), row.point, row.channel}, day);
        return true;
    }

    bool take(const CsvRow& row) {
        if (!row.channel.empty() && mapping_.passed_over.contains(row.channel)) return true;
        if (points_left_out_.contains(row.point)) return true;
        auto* series = series_of(row);
        if (series == nullptr) return false;
        if (series->left_out) return true;
        return mapping_.content == CsvContent::reads ? take_read(row, *series) : take_value(row, *series);
    }
    // Null: it failed.
    CsvSeries* series_of(const CsvRow& row) {
        const std::string key = row.point + '\n' + row.channel;
        auto& series = series_[key];
        if (series.point.empty()) {
            if (series_.size() > csv_channels_max) {
                (void)fail(ImportError{IntakeError{IntakeErrorKind::limit_exceeded,
                                                   file_.name() + ", line " + std::to_string(row.line) +
                                                       ": the file has more than " + std::to_string(csv_channels_max) +
                                                       " channels: cut it in two"}});
                return nullptr;
            }
            series.point = row.point;
            series.channel = row.channel;
        }
        return &series;
    }
    // Nothing: the row is left out, or it failed.
    std::optional<CsvRegister> register_of(const CsvRow& row, CsvSeries& series, Date day) {
        auto found = registers_.on(row.point, row.channel, day);
        if (!found) {
            (void)fail(ImportError{std::move(found.error())});
            return std::nullopt;
        }
        if (auto* known = std::get_if<CsvRegister>(&*found)) return std::move(*known);
        const auto& none = std::get<CsvNoRegister>(*found);
        series.left_out = none.of != CsvNoRegister::Of::day;
        if (none.of == CsvNoRegister::Of::point) points_left_out_.insert(row.point);
        (void)leave_out(row, none.field, none.why, series.left_out ? Date{} : day);
        return std::nullopt;
    }

    // Empty: the file's numbers × 10^power are the register's.
    [[nodiscard]] std::string wrong_with_unit(const CsvRow& row, const CsvRegister& each, int& power) const {
        if (row.unit.empty()) return {};
        const auto of_file = unit_named_in_any_case(row.unit);
        const auto of_register = unit_named_in_any_case(each.counts.unit.str());
        if (!of_file) return "'" + as_shown(row.unit) + "' is not a unit of usage: known are " + known_units();
        const bool fits = of_register && of_register->base == of_file->base;
        if (fits) power = of_file->power_of_ten - of_register->power_of_ten;
        if (fits && (mapping_.content == CsvContent::intervals || power == 0)) return {};
        return "the file counts " + as_shown(row.unit) + ", register " + each.counts.channel.str() + " counts " +
               each.counts.unit.str() + (fits ? ": a register is read in its own unit" : ": name another channel");
    }

    // False: it is left out; with a unit that is not the register's, all of the channel is.
    bool read_number(const CsvRow& row, CsvSeries& series, const CsvRegister& each, Quantity& value) {
        const auto wrong = [&](const std::string& why) {
            return !leave_out(row, mapping_.value.shown(), "'" + as_shown(row.value) + "' " + why);
        };
        int power = 0;
        if (const auto why = wrong_with_unit(row, each, power); !why.empty()) {
            series.left_out = true;
            return !leave_out(row, mapping_.unit_at.is_set() ? mapping_.unit_at.shown() : "unit", why);
        }
        std::string number = row.value;
        if (mapping_.decimal_sign == ',')  // A point would be something else, and what is not known.
            for (char& c : number) c = c == ',' ? '.' : (c == '.' ? '?' : c);
        switch (quantity_of(number, power, value)) {
            case NumberError::none:
                return true;
            case NumberError::not_a_number:
                return wrong("is not a number: expected digits and perhaps '" + std::string{mapping_.decimal_sign} +
                             "', not below zero");
            case NumberError::too_many_decimals:
                return wrong(row.unit + " has more than six decimals");
            case NumberError::too_large:
                return wrong(row.unit + " is too large");
        }
        return false;
    }

    [[nodiscard]] std::string read_field() const { return mapping_.read_on.front().shown(); }

    // False: it failed.
    bool take_read(const CsvRow& row, CsvSeries& series) {
        const Date day = csv_day_closed(*row.read_on, mapping_.form, mapping_.clock, zone_);
        const auto each = register_of(row, series, day);
        if (!each) return !failure;
        Quantity value;
        if (each->counts.kind != domain::RegisterKind::subtractive) {
            series.left_out = true;
            return leave_out(row, mapping_.value.shown(),
                             "register " + each->counts.channel.str() +
                                 " reports usage and is not read: import a file of intervals");
        }
        if (!read_number(row, series, *each, value)) return true;
        if (series.any && day == series.last_day && value == series.last_value) {
            ++report.given_again;
            return true;
        }
        if (series.any && day <= series.last_day)
            return leave_out(row, read_field(),
                             day == series.last_day
                                 ? "the read is given a second time, as " + to_string(value) + " after " +
                                       to_string(series.last_value) + ": which one is right cannot be known"
                                 : "it comes after the read of " + to_string(series.last_day) +
                                       ": the reads of a register must rise by day: sort the file",
                             day);
        series.any = true;
        series.last_day = day;
        series.last_value = value;
        if (day == each->installed_on) {
            ++report.before_meter;  // What it showed when it came is in its installation.
            return true;
        }
        return send_read(row, series, *each, day, value);
    }
    bool send_read(const CsvRow& row, CsvSeries& series, const CsvRegister& each, Date day, Quantity value) {
        RecordRead command;
        command.service_point = each.service_point;
        command.channel = each.counts.channel;
        command.read_on = day;
        command.value = value;
        command.quality = row.quality;
        command.source = source_name();
        auto* recorded = recorded_of(each);
        if (failure) return false;
        std::optional<std::uint64_t> replaces;
        if (recorded) {
            replaces = recorded->read_held_by(day);
            if (auto failed = recorded->failure()) return fail(ImportError{std::move(*failed)});
        }
        const auto id = id_of_read("csv", command, replaces);
        ++report.reads;
        make_ready(series, id, std::move(command), day);
        return true;
    }
    [[nodiscard]] domain::Plain source_name() const { return domain::Plain{request_.file.filename().string()}; }

    // What is recorded of the register; null: it does not know one. Asked once for rows that follow each other.
    RecordedUsage* recorded_of(const CsvRegister& each) {
        auto key = std::pair{each.service_point.str(), each.counts.channel.str()};
        if (recorded_ && recorded_of_ == key) return recorded_.get();
        auto asked = source_.recorded(each.service_point, each.counts.channel);
        if (!asked) {
            (void)fail(ImportError{std::move(asked.error())});
            return nullptr;
        }
        recorded_ = std::move(*asked);
        recorded_of_ = std::move(key);
        return recorded_.get();
    }
    void make_ready(CsvSeries& series, domain::CommandId id, domain::Command command, Date day) {
        if (!series.sent) ++report.registers;
        series.sent = true;
        if (!report.from.is_set() || day < report.from) report.from = day;
        if (!report.until.is_set() || report.until < day + 1) report.until = day + 1;
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = std::move(id);
        parsed.header.actor = request_.actor;
        parsed.header.received_at = request_.received_at;
        parsed.command = std::move(command);
        ready_.push_back(std::move(parsed));
        names_.push_back(series.point);
    }

    struct Interval {
        Instant begins;
        std::uint16_t minutes = 0;
    };
    [[nodiscard]] std::string time_field() const {
        return (mapping_.begins.empty() ? mapping_.ends : mapping_.begins).front().shown();
    }
    // When the row's interval is. Of an hour that the clock shows twice it is the first one behind the last row.
    // Nothing: it is left out.
    std::optional<Interval> interval_of(const CsvRow& row, const CsvSeries& series) {
        const auto none = [&](const std::string& why) {
            (void)leave_out(row, time_field(), why);
            return std::nullopt;
        };
        if ((row.begins && row.begins->second != 0) || (row.ends && row.ends->second != 0))
            return none("intervals begin and end at whole minutes");
        Interval found;
        found.minutes = mapping_.interval_minutes;
        const auto is_later = [&](Instant at) { return !series.any || series.last_time < at; };
        const auto ends = row.ends ? csv_instants(*row.ends, mapping_.clock, zone_, true) : std::vector<Instant>{};
        auto begins = row.begins ? csv_instants(*row.begins, mapping_.clock, zone_, false) : std::vector<Instant>{};
        if (!row.begins)
            for (const auto end : ends)
                begins.push_back({end.microseconds - mapping_.interval_minutes * microseconds_a_minute});
        if (begins.empty() || (row.ends && ends.empty()))
            return none("the clock is put forward over this time: it does not exist in the utility's time zone");
        const auto begin = std::find_if(begins.begin(), begins.end(), is_later);
        found.begins = begin != begins.end() ? *begin : begins.front();
        if (!row.begins || !row.ends) return found;
        const auto end = std::find_if(ends.begin(), ends.end(), [&](Instant one) { return found.begins < one; });
        if (end == ends.end()) return none("it ends before it begins");
        const std::int64_t minutes = (end->microseconds - found.begins.microseconds) / microseconds_a_minute;
        if (minutes != 5 && minutes != 15 && minutes != 30 && minutes != 60)
            return none("it has " + std::to_string(minutes) + " minutes: expected 5, 15, 30 or 60");
        if (found.minutes != 0 && found.minutes != minutes)
            return none("it has " + std::to_string(minutes) +
                        " minutes, and the mapping says interval_minutes = " + std::to_string(found.minutes));
        found.minutes = static_cast<std::uint16_t>(minutes);
        return found;
    }

    // False: it failed.
    bool take_value(const CsvRow& row, CsvSeries& series) {
        const auto interval = interval_of(row, series);
        if (!interval) return true;
        const Date date = zone_.date_of(interval->begins);
        if (series.any && interval->begins == series.last_time) return take_again(row, series, date);
        if (series.any && interval->begins < series.last_time)
            return leave_out(row, time_field(),
                             "it comes after a later one: the values of a channel must rise by time: sort the file",
                             date);
        if (!series.day || series.day->date != date) {
            close_day(series);
            if (!open_day(row, series, *interval, date)) return false;
        }
        return series.day->left_out ? true : add_value(row, series, *interval);
    }
    // A row that says when the last one said what. False: it failed.
    bool take_again(const CsvRow& row, CsvSeries& series, Date date) {
        const auto each = register_of(row, series, date);
        if (!each) return !failure;
        Quantity value;
        if (!read_number(row, series, *each, value)) return true;
        if (value == series.last_value) {
            ++report.given_again;
            return true;
        }
        return leave_out(row, mapping_.value.shown(),
                         "the value is given a second time, as " + to_string(value) + " after " +
                             to_string(series.last_value) + ": which one is right cannot be known",
                         date);
    }
    // False: it failed.
    bool open_day(const CsvRow& row, CsvSeries& series, const Interval& interval, Date date) {
        auto day = std::make_unique<OpenDay>();
        day->date = date;
        day->line = row.line;
        day->start = zone_.start_of(date);
        day->interval_minutes = interval.minutes;
        day->counted_by = register_of(row, series, date);
        if (failure) return false;
        day->left_out = !day->counted_by;
        const std::size_t wanted = zone_.civil_day(date).minutes / interval.minutes;
        day->values.resize(wanted);
        day->qualities.resize(wanted, Quality::actual);
        series.day = std::move(day);
        return true;
    }
    // False: it failed.
    bool add_value(const CsvRow& row, CsvSeries& series, const Interval& interval) {
        auto& day = *series.day;
        Quantity value;
        if (!read_number(row, series, *day.counted_by, value)) return true;
        const std::int64_t minutes = (interval.begins.microseconds - day.start.microseconds) / microseconds_a_minute;
        if (interval.minutes != day.interval_minutes || minutes % day.interval_minutes != 0)
            return leave_out(row, time_field(),
                             "the day has intervals of " + std::to_string(day.interval_minutes) +
                                 " minutes from midnight in the utility's time zone, and this one is none of them",
                             day.date);
        series.any = true;
        series.last_time = interval.begins;
        series.last_value = value;
        const auto place = static_cast<std::size_t>(minutes / day.interval_minutes);
        if (place >= day.values.size()) return true;  // A day without whole intervals: told when it closes.
        day.values[place] = value;
        day.qualities[place] = row.quality;
        ++day.count;
        if (day.count == day.values.size()) return send_day(series);
        return true;
    }
    // The day of a channel is over: what is not whole is left out.
    void close_day(CsvSeries& series) {
        if (series.day && !series.day->left_out && !series.left_out) {
            const auto& day = *series.day;
            tell({day.line, time_field(),
                  "the file has " + std::to_string(day.count) + " of the day's " + std::to_string(day.values.size()) +
                      " values: import it when the whole day is there",
                  series.point, series.channel},
                 day.date);
        }
        series.day.reset();
    }
    // False: it failed.
    bool send_day(CsvSeries& series) {
        const auto day = std::move(series.day);
        auto* recorded = recorded_of(*day->counted_by);
        if (failure) return false;
        RecordIntervalDay command;
        command.service_point = day->counted_by->service_point;
        command.channel = day->counted_by->counts.channel;
        command.date = day->date;
        command.interval_minutes = day->interval_minutes;
        command.unit = day->counted_by->counts.unit;
        command.source = source_name();
        split_qualities(day->qualities, command.quality, command.qualities);
        if (!add_to_total(command.unit, day->values)) {
            tell({day->line, mapping_.value.shown(), "the usage of the whole file is too large", series.point,
                  series.channel},
                 day->date);
            return true;
        }
        command.values = std::move(day->values);
        std::optional<std::uint64_t> replaces;
        if (recorded) {
            replaces = recorded->held_by(day->date);
            if (auto failed = recorded->failure()) return fail(ImportError{std::move(*failed)});
        }
        const auto id = id_of_interval_day("csv", command, replaces);
        ++report.days;
        make_ready(series, id, std::move(command), day->date);
        return true;
    }
    // False: it is too large.
    bool add_to_total(const Code& unit, const std::vector<Quantity>& values) {
        auto total =
            std::find_if(report.totals.begin(), report.totals.end(), [&](const auto& one) { return one.unit == unit; });
        if (total == report.totals.end()) total = report.totals.insert(total, {unit, 0, {}});
        domain::Int128 sum = total->usage.units;
        for (const auto& value : values) sum += value.units;
        if (sum > INT64_MAX) return false;
        total->usage.units = static_cast<std::int64_t>(sum);
        total->values += values.size();
        report.values += values.size();
        return true;
    }
    // Channels of a file are told in the order of their names, so that a report is the same each time.
    void end_file() {
        std::vector<CsvSeries*> open;
        for (auto& [key, series] : series_)
            if (series.day) open.push_back(&series);
        std::sort(open.begin(), open.end(), [](const CsvSeries* a, const CsvSeries* b) {
            return std::pair{a->day->line, a->point} < std::pair{b->day->line, b->point};
        });
        for (auto* series : open) close_day(*series);
        series_.clear();
        points_left_out_.clear();
        in_file_ = false;
    }

    UsageSource& source_;
    const CsvRequest& request_;
    const CsvMapping& mapping_;
    MeterFile& file_;
    CsvReader reader_;
    CsvRegisters registers_;
    eventstore::CivilTime zone_;
    bool in_file_ = false;
    bool at_end_ = false;

    std::unordered_map<std::string, CsvSeries> series_;  // By point and channel, of the file that is read.
    std::set<std::string> points_left_out_;
    std::unique_ptr<RecordedUsage> recorded_;
    std::pair<std::string, std::string> recorded_of_;  // Service point and channel of recorded_.
    std::deque<eventstore::ParsedCommand> ready_;
    std::deque<std::string> names_;  // Of the commands under way and ready.
};

}  // namespace

tl::expected<CsvImportReport, ImportError> import_csv(CommandPort& port, UsageSource& source, NamedPoints& points,
                                                      const CsvRequest& request, const OnImportProgress& progress) {
    // Before anything is sent, all of the file is seen to be there.
    const auto rows = check_csv(request.file, request.mapping);
    if (!rows) return tl::unexpected(ImportError{rows.error()});
    // What the file before this one recorded is held too.
    if (auto current = source.catch_up(); !current) return tl::unexpected(ImportError{std::move(current.error())});
    const auto zone = civil_time_of(source);
    if (!zone) return tl::unexpected(zone.error());
    auto file = MeterFile::open(request.file);
    if (!file) return tl::unexpected(ImportError{std::move(file.error())});
    CsvImporter importer{source, points, request, *file, *zone};
    const auto ran = port.run([&] { return importer.next(); },
                              [&](const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
                                  importer.count(command, receipt);
                                  const bool goes_on = progress({*rows, importer.report.rows});
                                  importer.report.interrupted = importer.report.interrupted || !goes_on;
                                  return goes_on;
                              });
    if (importer.failure) return tl::unexpected(std::move(*importer.failure));
    if (!ran) return tl::unexpected(ImportError{ran.error()});
    return std::move(importer.report);
}

}  // namespace tally::consumers
