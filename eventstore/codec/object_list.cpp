#include "eventstore/codec/object_list.h"

#include <simdjson.h>

namespace tally::eventstore {

namespace {

tl::unexpected<InputError> wrong_list(std::string field, std::string value, std::string problem, std::string cure) {
    return tl::unexpected(InputError{0, std::move(field), std::move(value), std::move(problem), std::move(cure)});
}

}  // namespace

tl::expected<std::vector<std::string>, InputError> objects_of_list(std::string_view json, std::string_view name,
                                                                   std::size_t count_max) {
    const std::string list_name{name};
    const auto form = "give an object such as {\"" + list_name + "\":[{…}]}";
    simdjson::dom::parser parser;
    const simdjson::padded_string padded{json};
    simdjson::dom::element document;
    if (const auto error = parser.parse(padded).get(document); error != simdjson::SUCCESS)
        return wrong_list("", "", std::string{"it is not JSON ("} + simdjson::error_message(error) + ")", form);
    simdjson::dom::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return wrong_list("", "", "it is not an object", form);
    simdjson::dom::array list;
    bool found = false;
    for (const auto& field : object) {
        if (field.key != name) return wrong_list(std::string{field.key}, "", "is unknown here", form);
        if (found) return wrong_list(list_name, "", "is given twice", "give it once");
        if (field.value.get_array().get(list) != simdjson::SUCCESS)
            return wrong_list(list_name, "", "is not a list", form);
        found = true;
    }
    if (!found || list.size() == 0) return wrong_list(list_name, "", "has nothing in it", form);
    std::vector<std::string> texts;
    for (const auto element : list) {
        const auto place = list_name + "[" + std::to_string(texts.size()) + "]";
        if (texts.size() == count_max)
            return wrong_list(list_name, "", "is too long", "give at most " + std::to_string(count_max));
        if (!element.is_object()) return wrong_list(place, "", "is not an object", form);
        texts.push_back(simdjson::minify(element));
    }
    return texts;
}

}  // namespace tally::eventstore
