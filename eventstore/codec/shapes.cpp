// The tables of all events and all commands: the one file in which they are made.

#include "eventstore/codec/shape.h"

namespace tally::eventstore {

namespace {
template <class Variant>
const void* record_in(const Variant& variant) {
    return std::visit([](const auto& record) -> const void* { return &record; }, variant);
}
template <class Variant>
RecordRef ref_in(const Variant& variant) {
    return {variant_shape<Variant>().alternatives[variant.index()], record_in(variant)};
}
template <class Variant>
MutableRecordRef mutable_ref_in(Variant& variant) {
    return {variant_shape<Variant>().alternatives[variant.index()], const_cast<void*>(record_in(variant))};
}
}  // namespace

template <>
const VariantShape& variant_shape<domain::Event>() {
    static const VariantShape shape = detail::MakeVariantShape<domain::Event>::make();
    return shape;
}
template <>
const VariantShape& variant_shape<domain::Command>() {
    static const VariantShape shape = detail::MakeVariantShape<domain::Command>::make();
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
