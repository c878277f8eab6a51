#include "tools/http/access/shared_sessions.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <utility>
#include <vector>

#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/program_log.h"
#include "tools/http/access/secrets.h"
#include "tools/http/access/shared_folder.h"

namespace tally::tools {

namespace {

namespace fs = std::filesystem;
using domain::Instant;

// The time of use is written no more often: many requests come in a minute.
constexpr std::int64_t use_kept_microseconds = std::int64_t{30} * 1'000'000;
// A secret begins with the folder of its user, so that one user's sessions are found together.
constexpr std::size_t folder_length = 16;
constexpr std::size_t secret_length = 43;
constexpr std::string_view unfinished = ".unfinished";

struct SessionFile {
    domain::UserId user;
    domain::Plain csrf;
    Instant began;
    domain::Plain address;
    domain::Plain program;
    bool by_provider = false;
    template <class T = SessionFile>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"user", &T::user, "Whose."},
                         Field{"csrf", &T::csrf, "What each request but GET and HEAD must repeat."},
                         Field{"began", &T::began, "When the user signed in."},
                         Field{"address", &T::address, "From where."},
                         Field{"program", &T::program, "By what, as it calls itself."},
                         Field{"by_provider", &T::by_provider, "At the OpenID provider, and not by a password."}};
    }
    bool operator==(const SessionFile&) const = default;
};

std::string folder_of(const domain::UserId& user) {
    return kept_form(user.str()).substr(0, folder_length);
}

// Nothing: there is no such session, or its file cannot be read.
std::optional<SignedIn> read_session(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    // When it was last used is the time of the file.
    const auto used = file_time(file);
    if (!stream || !used) return std::nullopt;
    const std::string text{std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
    SessionFile kept;
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear, eventstore::UnknownFields::passed_over};
    if (auto parsed = reader.read(text, eventstore::ref(kept)); !parsed) {
        spdlog::error("access: {} is no session: {}", file.string(), parsed.error().message());
        return std::nullopt;
    }
    return SignedIn{
        kept.user, kept.csrf.str(), kept.began, *used, {kept.address.str(), kept.program.str(), kept.by_provider}};
}

void remove_file(const fs::path& file) {
    std::error_code error;
    fs::remove(file, error);
    if (error)
        spdlog::error("access: a session goes on, since {} cannot be removed: {}", file.string(), error.message());
}

bool write_session(const fs::path& file, const SessionFile& session) {
    const auto text = eventstore::to_json(session, {});
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return false;
    const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return ::close(descriptor) == 0 && written;
}

}  // namespace

tl::expected<std::unique_ptr<SharedSessions>, std::string> SharedSessions::open(fs::path directory,
                                                                                SessionLimits limits) {
    if (auto made = make_private_directory(directory); !made) return tl::unexpected(std::move(made.error()));
    return std::unique_ptr<SharedSessions>{new SharedSessions{std::move(directory), limits}};
}

fs::path SharedSessions::file_of(std::string_view secret) const {
    if (secret.size() != folder_length + secret_length) return {};
    const auto folder = secret.substr(0, folder_length);
    if (folder.find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
    return directory_ / folder / kept_form(secret.substr(folder_length));
}

tl::expected<Sessions::Begun, std::string> SharedSessions::begin(const domain::UserId& user, Instant now,
                                                                 const SessionOrigin& origin) {
    const auto folder = directory_ / folder_of(user);
    if (auto made = make_private_directory(folder); !made) return tl::unexpected(std::move(made.error()));
    make_room(folder, now);
    const auto secret = random_secret();
    Begun begun{folder_of(user) + secret, random_secret()};
    const auto file = folder / kept_form(secret);
    const fs::path beside = directory_ / (file.filename().string() + std::string{unfinished});
    if (!write_session(beside, {user, domain::Plain{begun.csrf}, now, domain::Plain{origin.address},
                                domain::Plain{origin.program}, origin.by_provider}) ||
        !set_file_time(beside, now) || ::rename(beside.c_str(), file.c_str()) != 0)
        return tl::unexpected(file.string() + " cannot be written: " + std::strerror(errno));
    return begun;
}

std::optional<SignedIn> SharedSessions::use(std::string_view secret, Instant now) {
    const auto file = file_of(secret);
    if (file.empty()) return std::nullopt;
    auto session = read_session(file);
    if (!session) return std::nullopt;
    if (is_over(*session, limits_, now)) {
        remove_file(file);
        return std::nullopt;
    }
    if (now.microseconds - session->used.microseconds >= use_kept_microseconds && !set_file_time(file, now))
        spdlog::warn("access: the use of a session cannot be noted in {}", file.string());
    session->used = std::max(session->used, now);
    return session;
}

std::optional<SignedIn> SharedSessions::look_at(std::string_view secret, Instant now) {
    const auto file = file_of(secret);
    if (file.empty()) return std::nullopt;
    auto session = read_session(file);
    if (!session || is_over(*session, limits_, now)) return std::nullopt;
    return session;
}

void SharedSessions::end(std::string_view secret) {
    if (const auto file = file_of(secret); !file.empty()) remove_file(file);
}

std::vector<OpenSession> SharedSessions::open_of(const domain::UserId& user, Instant now) {
    std::vector<OpenSession> open;
    for (const auto& file : entries_of(directory_ / folder_of(user))) {
        auto session = read_session(file);
        if (session && !is_over(*session, limits_, now))
            open.push_back({file.filename().string().substr(0, session_id_length), std::move(*session)});
    }
    last_used_first(open);
    return open;
}

std::string SharedSessions::id_of(std::string_view secret) const {
    return file_of(secret).filename().string().substr(0, session_id_length);
}

bool SharedSessions::end_one(const domain::UserId& user, std::string_view id) {
    if (id.size() != session_id_length) return false;
    bool ended = false;
    for (const auto& file : entries_of(directory_ / folder_of(user))) {
        if (!file.filename().string().starts_with(id)) continue;
        remove_file(file);
        ended = true;
    }
    return ended;
}

void SharedSessions::end_all_of(const domain::UserId& user) {
    for (const auto& file : entries_of(directory_ / folder_of(user))) remove_file(file);
}

std::size_t SharedSessions::count() {
    std::size_t sessions = 0;
    for (const auto& folder : entries_of(directory_)) sessions += entries_of(folder).size();
    return sessions;
}

void SharedSessions::make_room(const fs::path& of_user, Instant now) const {
    std::vector<std::pair<Instant, fs::path>> kept;
    for (const auto& file : entries_of(of_user)) {
        const auto session = read_session(file);
        if (!session || is_over(*session, limits_, now))
            remove_file(file);
        else
            kept.emplace_back(session->used, file);
    }
    if (kept.size() < limits_.of_one_user_max) return;
    std::sort(kept.begin(), kept.end());
    for (std::size_t i = 0; i + limits_.of_one_user_max <= kept.size(); ++i) remove_file(kept[i].second);
}

}  // namespace tally::tools
