#pragma once
// How a view says which events it leaves alone: by name, in groups. There is no arm for "all others", so an event that
// is in no group below and in no arm of a view does not compile there. Whoever adds an event decides, view by view or
// by putting it into a group.

#include <concepts>
#include <variant>

#include "domain/events.h"

namespace tally::projections {

template <class... Events>
struct EventGroup {};

using ControlTableEvents =
    EventGroup<domain::Defined<domain::InstallationOptions>, domain::Defined<domain::CustomerClass>,
               domain::Defined<domain::CustomerType>, domain::Defined<domain::RelationshipType>,
               domain::Defined<domain::BillFormat>, domain::Defined<domain::BillCycle>,
               domain::Defined<domain::BillCycleWindow>, domain::Defined<domain::PhoneType>,
               domain::Defined<domain::IdentifierType>, domain::Defined<domain::Service>,
               domain::Defined<domain::BillRouteType>, domain::Defined<domain::ServiceAgreementType>,
               domain::Defined<domain::AdjustmentType>, domain::Defined<domain::SpecialChargeType>,
               domain::Defined<domain::TaxCode>, domain::Defined<domain::Country>, domain::Defined<domain::Holiday>,
               domain::Defined<domain::GlAccount>, domain::Defined<domain::AgingBuckets>, domain::DivisionCreated,
               domain::PeriodOpened, domain::PeriodClosed, domain::ControlTotalsReported, domain::TariffPublished>;
using PersonEvents = EventGroup<domain::PersonRegistered, domain::PersonNameChanged, domain::PersonPhoneSet,
                                domain::PersonPhoneRemoved, domain::PersonEmailSet, domain::PersonIdentifierSet,
                                domain::PersonAddressSet, domain::PersonAddressRemoved>;
using LocationEvents = EventGroup<domain::LocationAdded, domain::ServicePointAdded, domain::MeterInstalled>;
using MeterDataEvents = EventGroup<domain::MeterRemoved, domain::RegisterRead, domain::RegisterReadCorrected,
                                   domain::UsageRecorded, domain::UsageCorrected>;
using OccupancyEvents = EventGroup<domain::OccupancyStarted, domain::OccupancyEnded>;
using LandlordEvents = EventGroup<domain::LandlordAgreementSet, domain::LandlordReverted>;
using AccountTermsEvents = EventGroup<domain::AccountOpened, domain::AccountTermsChanged>;
using AccountPersonEvents = EventGroup<domain::AccountPersonLinked, domain::AccountPersonChanged,
                                       domain::AccountPersonUnlinked, domain::MainCustomerChanged>;
using ServiceStartEvents = EventGroup<domain::ServiceStartRequested>;
using ServiceLifeEvents = EventGroup<domain::ServiceActivated, domain::ServiceStopRequested,
                                     domain::ServiceStopWithdrawn, domain::ServiceStopped, domain::ServiceClosed,
                                     domain::ServiceReactivated, domain::ServiceStartWithdrawn>;
using BillingErrorEvents = EventGroup<domain::BillSegmentErrored>;
using DocumentEvents =
    EventGroup<domain::InvoiceIssued, domain::CreditNoteIssued, domain::StatementIssued, domain::StatementCancelled>;
using PendingChargeEvents = EventGroup<domain::SpecialChargeCreated, domain::SpecialChargeRemoved>;
using PendingAdjustmentEvents =
    EventGroup<domain::AdjustmentRequested, domain::AdjustmentApproved, domain::AdjustmentRejected>;
// Everything with a Financial.
using ChargeEvents = EventGroup<domain::BillSegmentFrozen, domain::BillSegmentCancelled, domain::SpecialChargeBilled,
                                domain::SpecialChargeCancelled, domain::NsfFeeCharged>;
using PaymentEvents = EventGroup<domain::PaymentPosted, domain::TenderCancelled, domain::PaymentCancelled>;
using AllocationEvents = EventGroup<domain::CreditAllocated, domain::CreditDeallocated, domain::CreditReleased>;
using AdjustmentEvents = EventGroup<domain::AdjustmentPosted, domain::AdjustmentCancelled>;

namespace detail {
template <class Event, class Group>
inline constexpr bool in_group = false;
template <class Event, class... Events>
inline constexpr bool in_group<Event, EventGroup<Events...>> = (std::same_as<Event, Events> || ...);
}  // namespace detail

template <class Event, class... Groups>
concept AnyOf = (detail::in_group<Event, Groups> || ...);

// An arm of std::visit that does nothing, for the events of these groups.
template <class... Groups>
struct Ignore {
    template <AnyOf<Groups...> Event>
    void operator()(const Event&) const {}
};

// Everything that moves no money.
using IgnoreNotFinancial =
    Ignore<ControlTableEvents, PersonEvents, LocationEvents, MeterDataEvents, OccupancyEvents, LandlordEvents,
           AccountTermsEvents, AccountPersonEvents, ServiceStartEvents, ServiceLifeEvents, BillingErrorEvents,
           DocumentEvents, PendingChargeEvents, PendingAdjustmentEvents>;
// Everything but the account's and premise's own set-up.
template <class Event>
concept MovesMoney = AnyOf<Event, ChargeEvents, PaymentEvents, AllocationEvents, AdjustmentEvents>;

}  // namespace tally::projections
