#pragma once
// Meter files sent over HTTP: GET lists their formats, POST takes a file as its body and imports it as `tally import`
// does. The answer is JSON Lines: once the file is here how far it is, `{"commands":…,"answered":…}`, at least twice a
// second, then the outcome with the report of the format, or `{"error":…}` where the file is refused whole or the
// division failed. A client that leaves ends the import after what is under way; the same file again goes on.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "consumers/commands/async_port.h"
#include "tools/http/divisions/division_directory.h"
#include "tools/http/routes/command_sender.h"
#include "tools/http/routes/import_formats.h"
#include "tools/http/routes/uploaded_file.h"
#include "tools/http/server/http_exchange.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

struct ImportParameterAnswer {
    domain::Code parameter;
    domain::Plain about;
    bool required = false;
    template <class T = ImportParameterAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"parameter", &T::parameter, "Its name."}, Field{"about", &T::about, "What it says."},
                         Field{"required", &T::required, "An import without it is refused."}};
    }
};
struct ImportFormatAnswer {
    domain::Code format;
    domain::Plain about;
    std::vector<domain::Plain> commands;
    std::vector<ImportParameterAnswer> parameters;
    template <class T = ImportFormatAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"format", &T::format, "Its name."}, Field{"about", &T::about, "What its files have."},
                         Field{"commands", &T::commands, "Types of the commands that it gives."},
                         Field{"parameters", &T::parameters, "What is said of a file beside its name."}};
    }
};
struct ImportFormatsAnswer {
    std::vector<ImportFormatAnswer> formats;
    template <class T = ImportFormatsAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"formats", &T::formats, "All that there are."}};
    }
};

// The last line of an import; the report of the format stands beside it.
struct ImportEnded {
    domain::Plain text;
    std::vector<domain::Plain> findings;
    bool interrupted = false;
    template <class T = ImportEnded>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"text", &T::text, "What was done."},
                         Field{"findings", &T::findings, "What people must look at."},
                         Field{"interrupted", &T::interrupted, "Some of it was not sent."}};
    }
};

class ImportRoutes {
  public:
    static constexpr std::string_view list_path = "/v1/imports";
    static constexpr std::string_view path = "/v1/imports/{format}";
    static constexpr std::string_view body_type = "application/octet-stream";
    // Of a target's path, whether a file is imported there.
    [[nodiscard]] static bool imports_at(std::string_view path);

    // Null: no commands are taken. Directory and port must outlive this.
    ImportRoutes(const DivisionDirectory& directory, consumers::AsyncPort* port) : directory_(directory), port_(port) {}

    [[nodiscard]] HttpAnswer list(const HttpRequest&, const RequestTarget&) const;

    // Nothing: run() may begin.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with(const HttpRequest&, const CommandSender&) const;
    // False: it broke off.
    [[nodiscard]] bool run(const HttpRequest&, const CommandSender&, const std::shared_ptr<HttpExchange>&);

  private:
    struct Asked {
        const ImportFormat* format = nullptr;
        ImportOfFormat request;
        std::string file;
        domain::Instant received_at;  // Not set: not said.
    };
    [[nodiscard]] tl::expected<Asked, HttpAnswer> read(const HttpRequest&, const CommandSender&) const;
    [[nodiscard]] bool import(Asked&, const UploadedFile&, const CommandSender&, HttpExchange&);
    const DivisionDirectory& directory_;
    consumers::AsyncPort* const port_;
    std::atomic<bool> under_way_{false};  // One file at a time: its days are held against those of the file before it.
};

}  // namespace tally::tools
