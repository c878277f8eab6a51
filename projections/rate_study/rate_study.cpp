#include "projections/rate_study/rate_study.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "eventstore/division/state_rows.h"
#include "eventstore/thread_name.h"
#include "projections/rate_study/study_sums.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

using eventstore::StoreError;

// Accounts that a worker takes at once, and how many such pieces may wait for one before them.
constexpr std::size_t accounts_of_piece = 32;
constexpr std::uint64_t pieces_ahead_max = 64;
constexpr std::chrono::milliseconds between_progress{200};

// Rows of accounts in the order of their ids, handed out piece by piece; what was made of them is taken in that order.
class StudyOfAll {
  public:
    StudyOfAll(const eventstore::Division& division, const eventstore::Point& point, const StudyTariffs& tariffs,
               const StatePart& settings, const RateStudyRequest& request, RateStudyAnswer& answer,
               const OnStudyProgress& progress, const OnStudiedAccount& each_account)
        : division_(division),
          point_(point),
          tariffs_(tariffs),
          settings_(settings),
          request_(request),
          answer_(answer),
          progress_(progress),
          each_account_(each_account),
          sums_(division.currency()),
          scan_(accounts()) {}

    Result<void> run() {
        if (auto counted = count(); !counted) return counted;
        const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
        const unsigned workers = std::clamp(request_.workers == 0 ? cores : request_.workers, 1u, study_workers_max);
        std::vector<std::thread> threads;
        for (unsigned i = 1; i < workers; ++i)
            threads.emplace_back([this] {
                eventstore::name_this_thread("rate study");
                work();
            });
        work();
        for (std::thread& thread : threads) thread.join();
        if (failure_) return tl::unexpected(std::move(*failure_));
        if (progress_ && !answer_.interrupted) (void)progress_({answer_.accounts, of_});
        sums_.write(answer_);
        return {};
    }

  private:
    struct Piece {
        std::uint64_t number = 0;
        std::vector<std::pair<std::string, std::string>> rows;
    };
    struct Made {
        std::uint64_t looked_at = 0;
        std::vector<StudiedAccount> accounts;
    };

    [[nodiscard]] eventstore::Scan accounts() const {
        const auto prefix = eventstore::part_prefix(PartKind::account);
        return point_.scan(division_.states(), prefix, eventstore::end_of_prefix(prefix));
    }
    Result<void> count() {
        auto scan = accounts();
        while (scan.next()) ++of_;
        return scan.status();
    }

    void work() {
        AccountStudies studies(division_, point_, tariffs_, settings_, request_, AccountStudies::Lines::left_out);
        Piece piece;
        while (next(piece)) {
            Made made;
            if (auto studied = study(studies, piece, made); !studied) return fail(std::move(studied.error()));
            if (!take(piece.number, std::move(made))) return;
        }
    }
    static Result<void> study(AccountStudies& studies, const Piece& piece, Made& made) {
        AccountState account;
        for (const auto& [key, row] : piece.rows) {
            account = {};
            if (auto decoded = eventstore::decode_account(key, row, account); !decoded) return decoded;
            auto studied = studies.study(account);
            if (!studied) return tl::unexpected(std::move(studied.error()));
            ++made.looked_at;
            if (*studied) made.accounts.push_back(std::move(**studied));
        }
        return {};
    }

    bool next(Piece& piece) {
        std::unique_lock lock(mutex_);
        taken_.wait(lock, [this] { return stopped_ || pieces_ < taken_until_ + pieces_ahead_max; });
        if (stopped_) return false;
        piece.rows.clear();
        while (piece.rows.size() < accounts_of_piece && scan_.next())
            piece.rows.emplace_back(std::string{scan_.key()}, std::string{scan_.value()});
        if (auto status = scan_.status(); !status) {
            failure_ = std::move(status.error());
            stopped_ = true;
        }
        piece.number = pieces_;
        if (!piece.rows.empty()) ++pieces_;
        return !stopped_ && !piece.rows.empty();
    }
    void fail(StoreError error) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::move(error);
        stopped_ = true;
        taken_.notify_all();
    }
    // False: nothing more is wanted.
    bool take(std::uint64_t number, Made made) {
        const std::lock_guard lock(mutex_);
        waiting_.emplace(number, std::move(made));
        for (auto first = waiting_.find(taken_until_); first != waiting_.end(); first = waiting_.find(taken_until_)) {
            answer_.accounts += first->second.looked_at;
            for (const StudiedAccount& account : first->second.accounts) {
                sums_.add(account);
                if (each_account_) each_account_(account.sums);
            }
            waiting_.erase(first);
            ++taken_until_;
        }
        const auto now = std::chrono::steady_clock::now();
        if (progress_ && now >= next_progress_ && !stopped_) {
            next_progress_ = now + between_progress;
            answer_.interrupted = !progress_({answer_.accounts, of_});
            stopped_ = answer_.interrupted;
        }
        taken_.notify_all();
        return !stopped_;
    }

    const eventstore::Division& division_;
    const eventstore::Point& point_;
    const StudyTariffs& tariffs_;
    const StatePart& settings_;
    const RateStudyRequest& request_;
    RateStudyAnswer& answer_;
    const OnStudyProgress& progress_;
    const OnStudiedAccount& each_account_;
    StudySums sums_;
    std::uint64_t of_ = 0;

    std::mutex mutex_;
    std::condition_variable taken_;
    eventstore::Scan scan_;
    std::uint64_t pieces_ = 0;
    std::uint64_t taken_until_ = 0;
    std::map<std::uint64_t, Made> waiting_;
    std::chrono::steady_clock::time_point next_progress_{};
    bool stopped_ = false;
    std::optional<StoreError> failure_;
};

// The copy on which the proposal is tried, and what it is made of.
struct Studied {
    std::unique_ptr<eventstore::Trial> trial;
    StudyTariffs tariffs;
    StatePart settings;
};
template <class Answer>
Result<Studied> begin(const eventstore::Division& division, RateStudyRequest& request, Answer& answer) {
    auto trial = eventstore::Trial::of(division);
    if (!trial) return tl::unexpected(std::move(trial.error()));
    Studied studied{std::move(*trial), {}, {}};
    answer.position = studied.trial->point()->position();
    answer.currency = Code{division.currency().str()};
    answer.from = request.from;
    answer.to = request.to;
    answer.present_on = request.present_on;
    auto tariffs = tariffs_of(*studied.trial, division, request, answer.proposal);
    if (!tariffs) return tl::unexpected(std::move(tariffs.error()));
    studied.tariffs = std::move(*tariffs);
    auto settings = eventstore::read_settings(*studied.trial->point(), division.states());
    if (!settings) return tl::unexpected(std::move(settings.error()));
    studied.settings = **settings;
    return studied;
}

}  // namespace

Result<RateStudyAnswer> rate_study(const eventstore::Division& division, RateStudyRequest request,
                                   const OnStudyProgress& progress, const OnStudiedAccount& each_account) {
    RateStudyAnswer answer;
    auto studied = begin(division, request, answer);
    if (!studied) return tl::unexpected(std::move(studied.error()));
    if (!answer.proposal.accepted) return answer;
    StudyOfAll all(division, *studied->trial->point(), studied->tariffs, studied->settings, request, answer, progress,
                   each_account);
    if (auto ran = all.run(); !ran) return tl::unexpected(std::move(ran.error()));
    return answer;
}

Answered<AccountStudyAnswer> study_account(const eventstore::Division& division, RateStudyRequest request,
                                           const AccountId& id) {
    AccountStudyAnswer answer;
    auto studied = begin(division, request, answer);
    if (!studied) return tl::unexpected(std::move(studied.error()));
    const auto& point = studied->trial->point();
    auto account = eventstore::read_account(*point, division.states(), id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<AccountStudyAnswer>{};
    if (!answer.proposal.accepted) return std::optional{std::move(answer)};
    AccountStudies studies(division, *point, studied->tariffs, studied->settings, request, AccountStudies::Lines::kept);
    auto charged = studies.study(**account);
    if (!charged) return tl::unexpected(std::move(charged.error()));
    answer.sums.account = id;
    answer.sums.customer_class = (*account)->customer_class;
    if (*charged) {
        answer.sums = std::move((*charged)->sums);
        answer.segments = std::move((*charged)->segments);
    }
    auto reader = reader_of(division);
    reader.point = point;
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    answer.heading = std::move(*heading);
    return std::optional{std::move(answer)};
}

std::string study_csv_head() {
    return "account,customer_class,tariffs,segments,not_rated,billed,present,proposed,difference,percent\r\n";
}

std::string study_csv_row(const StudyAccount& account, std::uint8_t decimals) {
    // Ids and codes may have quotes and commas.
    const auto cell = [](const std::string& text) {
        if (text.find_first_of("\",\r\n") == std::string::npos) return text;
        std::string quoted = "\"";
        for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
        return quoted + "\"";
    };
    std::string tariffs;
    for (const TariffId& tariff : account.tariffs) tariffs += (tariffs.empty() ? "" : " ") + tariff.str();
    std::string row = cell(account.account.str()) + ',' + cell(account.customer_class.str()) + ',' + cell(tariffs) +
                      ',' + std::to_string(account.segments) + ',' + std::to_string(account.not_rated);
    for (const Money amount : {account.billed, account.present, account.proposed, account.difference})
        row += ',' + to_string(amount, decimals);
    return row + ',' + account.percent.str() + "\r\n";
}

}  // namespace tally::projections
