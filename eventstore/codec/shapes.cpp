// The tables of all events and all commands: the one file in which they are made.

#include "eventstore/codec/shape.h"

namespace tally::eventstore {

namespace {
// A function of its own, so that its name does not hold the whole list.
template <class Whole, class Record>
void* emplace_in(void* whole) {
    return &static_cast<Whole*>(whole)->template emplace<Record>();
}
template <class Whole, class... Records>
VariantShape shape_of(domain::TypeList<Records...>) {
    return {.alternatives = {&record_shape<Records>()...}, .emplace = {&emplace_in<Whole, Records>...}};
}

template <class Variant>
RecordRef ref_in(const Variant& variant) {
    const VariantShape& shape = variant_shape<Variant>();
    return {shape.alternatives[variant.index()], variant.address()};
}
template <class Variant>
MutableRecordRef mutable_ref_in(Variant& variant) {
    const RecordRef found = ref_in(variant);
    return {found.shape, const_cast<void*>(found.data)};
}
}  // namespace

template <>
const VariantShape& variant_shape<domain::Event>() {
    static const VariantShape shape = shape_of<domain::Event>(domain::EventTypes{});
    return shape;
}
template <>
const VariantShape& variant_shape<domain::Command>() {
    static const VariantShape shape = shape_of<domain::Command>(domain::CommandTypes{});
    return shape;
}

RecordRef ref(const domain::Event& event) {
    return ref_in(event);
}
MutableRecordRef ref(domain::Event& event) {
    return mutable_ref_in(event);
}
RecordRef ref(const domain::Command& command) {
    return ref_in(command);
}
MutableRecordRef ref(domain::Command& command) {
    return mutable_ref_in(command);
}

}  // namespace tally::eventstore
