#include "tests/tidy/functions.h"

#include <cctype>
#include <optional>
#include <regex>

namespace tally::tidy {

namespace {

bool is_part_of_a_number(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// The lines without comments, preprocessor directives and the content of texts, so that each brace left is code's.
std::vector<std::string> code_of(const std::vector<std::string>& lines) {
    std::vector<std::string> code;
    std::string raw_text_ends;  // Not empty: inside a raw text, which ends so.
    bool directive_continues = false;
    for (const auto& line : lines) {
        std::string kept;
        std::size_t at = 0;
        if (directive_continues || (raw_text_ends.empty() && line.starts_with('#'))) {
            directive_continues = line.ends_with('\\');
            at = line.size();
        }
        while (at < line.size()) {
            if (!raw_text_ends.empty()) {
                const auto end = line.find(raw_text_ends, at);
                at = end == std::string::npos ? line.size() : end + raw_text_ends.size();
                if (end != std::string::npos) raw_text_ends.clear();
                continue;
            }
            const char c = line[at];
            if (line.compare(at, 2, "//") == 0) break;
            if (line.compare(at, 2, "R\"") == 0) {
                const auto open = line.find('(', at);
                raw_text_ends = ")" + line.substr(at + 2, open - at - 2) + "\"";
                at = open;
            } else if (c == '\'' && at > 0 && is_part_of_a_number(line[at - 1])) {
                ++at;  // Between the digits of a number.
            } else if (c == '"' || c == '\'') {
                for (++at; at < line.size() && line[at] != c; ++at)
                    if (line[at] == '\\') ++at;
                ++at;
            } else {
                kept += c;
                ++at;
            }
        }
        code.push_back(kept);
    }
    return code;
}

// A declaration up to its brace decides what the brace opens.
enum class Opens { scope, function, value };
Opens opened_by(const std::string& declaration) {
    static const std::regex scope(R"(\bnamespace\b|^(template\s*<.*>\s*)?(class|struct|union)\b)");
    if (std::regex_search(declaration, scope)) return Opens::scope;
    return declaration.find(')') == std::string::npos ? Opens::value : Opens::function;
}

// Walks a file's code; knows the declaration that is being read and what encloses it.
class Walk {
  public:
    explicit Walk(const std::vector<std::string>& lines) : lines_(lines) {}

    std::vector<Function> functions() {
        const auto code = code_of(lines_);
        for (std::size_t line = 0; line < code.size(); ++line) {
            for (const char c : code[line]) read(c, line);
            read(' ', line);
        }
        if (ended_on_) end_function(' ');
        return std::move(found_);
    }

  private:
    void read(char c, std::size_t line) {
        if (ended_on_ && c != ' ') end_function(c);
        if (c == '}' || c == ')') return close(c, line);
        if (within_a_scope()) {
            if (c == '{') return open_brace();
            if (c == ';' || is_access_label(c)) return declaration_.clear();
            if (declaration_.empty() && c != ' ') begins_on_ = line;
            if (!declaration_.empty() || c != ' ') declaration_ += c;
        }
        if (c == '{' || c == '(') enclosing_.push_back(Opens::value);
    }
    [[nodiscard]] bool within_a_scope() const { return enclosing_.empty() || enclosing_.back() == Opens::scope; }
    [[nodiscard]] bool is_access_label(char c) const {
        return c == ':' && (declaration_ == "public" || declaration_ == "private" || declaration_ == "protected");
    }
    void open_brace() {
        enclosing_.push_back(opened_by(declaration_));
        if (enclosing_.back() == Opens::scope) declaration_.clear();
    }
    void close(char c, std::size_t line) {
        if (enclosing_.empty()) return;
        const Opens closed = enclosing_.back();
        enclosing_.pop_back();
        if (!within_a_scope()) return;
        if (closed == Opens::value) declaration_ += c;
        if (closed == Opens::function) ended_on_ = line;
        if (closed == Opens::scope) declaration_.clear();
    }
    // Where a comma or a brace follows, the brace before it was a member's initial value, and the body is to come.
    void end_function(char next) {
        const std::size_t ended_on = *ended_on_;
        ended_on_.reset();
        if (next == ',' || next == '{') return;
        std::string begins = lines_[begins_on_];
        begins.erase(0, begins.find_first_not_of(' '));
        found_.push_back({std::move(begins), begins_on_ + 1, ended_on - begins_on_ + 1});
        declaration_.clear();
    }

    const std::vector<std::string>& lines_;
    std::vector<Function> found_;
    std::vector<Opens> enclosing_;
    std::string declaration_;
    std::size_t begins_on_ = 0;            // The line of its first character.
    std::optional<std::size_t> ended_on_;  // Set: a function's brace was closed on this line.
};

}  // namespace

std::vector<Function> functions_of(const std::vector<std::string>& lines) {
    return Walk(lines).functions();
}

}  // namespace tally::tidy
