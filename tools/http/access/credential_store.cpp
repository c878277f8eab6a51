#include "tools/http/access/credential_store.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "tools/http/access/secrets.h"

namespace tally::tools {

namespace {

using domain::Instant;
using domain::UserId;

constexpr std::int64_t link_microseconds = std::int64_t{60} * 60 * 1'000'000;
constexpr std::size_t notices_of_one_user_max = 20;
constexpr std::size_t notice_id_length = 12;
constexpr std::size_t file_bytes_max = std::size_t{64} << 20;

std::string why() {
    return std::generic_category().message(errno);
}

class OpenFile {
  public:
    OpenFile(const std::filesystem::path& path, int flags)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool good() const { return descriptor_ >= 0; }

  private:
    int descriptor_;
};

bool write_whole(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

// False: it cannot be read, or is longer than such a file is.
bool read_whole(int descriptor, std::string& text) {
    char piece[16'384];
    for (;;) {
        const auto got = ::read(descriptor, piece, sizeof piece);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || text.size() > file_bytes_max) return false;
        if (got == 0) return true;
        text.append(piece, static_cast<std::size_t>(got));
    }
}

}  // namespace

const KeptPassword* Credentials::password_of(const UserId& user) const {
    const auto found = std::find_if(passwords.begin(), passwords.end(),
                                    [&](const KeptPassword& password) { return password.user == user; });
    return found == passwords.end() ? nullptr : &*found;
}

void Credentials::set_password(const UserId& user, std::string_view hash, Instant now) {
    std::erase_if(passwords, [&](const KeptPassword& password) { return password.user == user; });
    passwords.push_back({user, domain::Plain{hash}, now});
}

KeptToken* Credentials::token_of(std::string_view hash, Instant now) {
    const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const KeptToken& token) {
        return token.expires_at > now && same_secret(token.hash.str(), hash);
    });
    return found == tokens.end() ? nullptr : &*found;
}
const KeptToken* Credentials::token_of(std::string_view hash, Instant now) const {
    const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const KeptToken& token) {
        return token.expires_at > now && same_secret(token.hash.str(), hash);
    });
    return found == tokens.end() ? nullptr : &*found;
}

const KeptLink* Credentials::link_of(std::string_view hash, Instant now) const {
    const auto found = std::find_if(links.begin(), links.end(), [&](const KeptLink& link) {
        return link.expires_at > now && same_secret(link.hash.str(), hash);
    });
    return found == links.end() ? nullptr : &*found;
}

const KeptSubject* Credentials::subject_of(const UserId& user) const {
    const auto found =
        std::find_if(subjects.begin(), subjects.end(), [&](const KeptSubject& one) { return one.user == user; });
    return found == subjects.end() ? nullptr : &*found;
}
void Credentials::remove_subject_of(const UserId& user) {
    std::erase_if(subjects, [&](const KeptSubject& one) { return one.user == user; });
}
KeptSecondFactor* Credentials::second_factor_of(const UserId& user) {
    const auto found = std::find_if(second_factors.begin(), second_factors.end(),
                                    [&](const KeptSecondFactor& one) { return one.user == user; });
    return found == second_factors.end() ? nullptr : &*found;
}
const KeptSecondFactor* Credentials::second_factor_of(const UserId& user) const {
    const auto found = std::find_if(second_factors.begin(), second_factors.end(),
                                    [&](const KeptSecondFactor& one) { return one.user == user; });
    return found == second_factors.end() ? nullptr : &*found;
}
const KeptEnrolment* Credentials::enrolment_of(const UserId& user, Instant now) const {
    const auto found = std::find_if(enrolments.begin(), enrolments.end(),
                                    [&](const KeptEnrolment& one) { return one.user == user && one.expires_at > now; });
    return found == enrolments.end() ? nullptr : &*found;
}
void Credentials::remove_enrolment_of(const UserId& user) {
    std::erase_if(enrolments, [&](const KeptEnrolment& one) { return one.user == user; });
}
bool Credentials::remove_second_factor_of(const UserId& user) {
    remove_enrolment_of(user);
    return std::erase_if(second_factors, [&](const KeptSecondFactor& one) { return one.user == user; }) > 0;
}
void Credentials::add_notice(KeptNotice notice) {
    notice.id = domain::Code{random_secret().substr(0, notice_id_length)};
    const auto of_user = [user = notice.user](const KeptNotice& one) { return one.user == user; };
    if (std::count_if(notices.begin(), notices.end(), of_user) >= std::ptrdiff_t{notices_of_one_user_max})
        notices.erase(std::find_if(notices.begin(), notices.end(), of_user));
    notices.push_back(std::move(notice));
}
void Credentials::remove_links_of(const UserId& user) {
    std::erase_if(links, [&](const KeptLink& link) { return link.user == user; });
}
void Credentials::remove_tokens_of(const UserId& user) {
    std::erase_if(tokens, [&](const KeptToken& token) { return token.user == user; });
}
void Credentials::remove_expired(Instant now) {
    std::erase_if(links, [&](const KeptLink& link) { return link.expires_at <= now; });
    std::erase_if(tokens, [&](const KeptToken& token) { return token.expires_at <= now; });
    std::erase_if(enrolments, [&](const KeptEnrolment& one) { return one.expires_at <= now; });
}

std::string add_link(Credentials& credentials, const UserId& user, Instant now) {
    std::string token = random_secret();
    credentials.remove_expired(now);
    credentials.remove_links_of(user);
    credentials.links.push_back({domain::Plain{kept_form(token)}, user, Instant{now.microseconds + link_microseconds}});
    return token;
}

tl::expected<std::unique_ptr<CredentialStore>, std::string> CredentialStore::open(
    const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return tl::unexpected(directory.string() + " cannot be made: " + why());
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0)
        return tl::unexpected(directory.string() + " cannot be read: " + why());
    if (!S_ISDIR(status.st_mode)) return tl::unexpected(directory.string() + " is not a directory: give one");
    if ((status.st_mode & 077) != 0)
        return tl::unexpected(directory.string() + " holds secrets but is open to others: run chmod 700 " +
                              directory.string());
    std::unique_ptr<CredentialStore> made{new CredentialStore{directory}};
    if (auto read = made->read(); !read) return tl::unexpected(std::move(read.error()));
    return made;
}

tl::expected<std::shared_ptr<const Credentials>, std::string> CredentialStore::read() {
    const std::lock_guard lock{mutex_};
    return read_locked();
}

// The file is replaced as a whole, so that what is read is one version of it.
tl::expected<std::shared_ptr<const Credentials>, std::string> CredentialStore::read_locked() {
    const OpenFile opened{file(), O_RDONLY};
    if (!opened.good()) {
        if (errno != ENOENT) return tl::unexpected(file().string() + " cannot be read: " + why());
        seen_ = {};
        held_ = std::make_shared<const Credentials>();
        return held_;
    }
    struct stat status {};
    if (::fstat(opened.get(), &status) != 0) return tl::unexpected(file().string() + " cannot be read: " + why());
    const Seen now{status.st_ino, status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec,
                   static_cast<std::uint64_t>(status.st_size)};
    if (now == seen_) return held_;
    std::string text;
    if (!read_whole(opened.get(), text)) return tl::unexpected(file().string() + " cannot be read: " + why());
    auto fresh = std::make_shared<Credentials>();
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear, eventstore::UnknownFields::passed_over};
    if (auto parsed = reader.read(text, eventstore::ref(*fresh)); !parsed)
        return tl::unexpected(file().string() +
                              " is damaged: restore it from a backup, or remove it and make links with "
                              "`tally users link`");
    seen_ = now;
    held_ = std::move(fresh);
    return held_;
}

tl::expected<void, std::string> CredentialStore::write_locked(const Credentials& credentials) {
    const auto unfinished = directory_ / "credentials.unfinished";
    {
        const OpenFile made{unfinished, O_WRONLY | O_CREAT | O_TRUNC};
        if (!made.good() || !write_whole(made.get(), eventstore::to_json(credentials, {}) + "\n"))
            return tl::unexpected(unfinished.string() + " cannot be written: " + why());
    }
    if (::rename(unfinished.c_str(), file().c_str()) != 0)
        return tl::unexpected(file().string() + " cannot be replaced: " + why());
    const OpenFile directory{directory_, O_RDONLY | O_DIRECTORY};
    if (!directory.good() || ::fsync(directory.get()) != 0)
        return tl::unexpected(directory_.string() + " cannot be synced: " + why());
    return {};
}

tl::expected<void, std::string> CredentialStore::change(const std::function<bool(Credentials&)>& change) {
    const std::lock_guard lock{mutex_};
    // Against other programs; the lock ends with the descriptor.
    const OpenFile other_programs{directory_ / "lock", O_RDWR | O_CREAT};
    if (!other_programs.good()) return tl::unexpected((directory_ / "lock").string() + " cannot be made: " + why());
    while (::flock(other_programs.get(), LOCK_EX) != 0)
        if (errno != EINTR) return tl::unexpected((directory_ / "lock").string() + " cannot be locked: " + why());
    const auto held = read_locked();
    if (!held) return tl::unexpected(held.error());
    Credentials changed = **held;
    if (!change(changed)) return {};
    return write_locked(changed);
}

}  // namespace tally::tools
