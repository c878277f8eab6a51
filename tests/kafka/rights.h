#pragma once
// Gives users of a secure broker rights, as its administrator.

#include <filesystem>
#include <string>

namespace tally::tests {

struct Right {
    enum class To { describe, read, write };
    enum class On { topic, group };  // librdkafka 2.0 knows no rights on transactional ids.
    To to;
    On on;
    std::string name;
};

// client_properties: the file of tools/kafka/broker. Empty: done. Else why not.
[[nodiscard]] std::string give_right(const std::filesystem::path& client_properties, const std::string& user,
                                     const Right&);

}  // namespace tally::tests
