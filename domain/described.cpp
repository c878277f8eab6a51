// Holds every event, command and state against its own fields(): a member left out of them does not compile. Here and
// not in the headers, so that it is checked once and not in each file that includes them.

#include "domain/commands.h"
#include "domain/world.h"

namespace tally::domain {

static_assert(all_fully_described<SettingsEvent>);
static_assert(all_fully_described<PersonEvent>);
static_assert(all_fully_described<PremiseEvent>);
static_assert(all_fully_described<TariffEvent>);
static_assert(all_fully_described<AccountEvent>);
static_assert(all_fully_described<OrganizationEvent>);
static_assert(all_fully_described<MasterEvent>);
static_assert(all_fully_described<UserEvent>);
static_assert(all_fully_described<SettingsCommand>);
static_assert(all_fully_described<PersonCommand>);
static_assert(all_fully_described<ErasureCommand>);
static_assert(all_fully_described<PremiseCommand>);
static_assert(all_fully_described<TariffCommand>);
static_assert(all_fully_described<AccountCommand>);
static_assert(all_fully_described<OrganizationCommand>);
static_assert(all_fully_described<MasterCommand>);
static_assert(all_fully_described<UserCommand>);
static_assert(
    all_fully_described<TypeList<
        SettingsState, AccountingPeriod, PersonState, Erasure, PersonPhone, PersonIdentifier, AccountState,
        AccountPersons, AccountOverdue, ChargedDays, DisputedItem, AccountDeposits, HeldDeposit, DepositLot,
        AccountArrangements, AccountCommunications, FollowUp, AccountCollections, AccountCorrections, AccountAutopay,
        Mandate, MadeDraft, AnnouncedDraft, DueCorrection, AgreementDemands, SegmentDemands, Collection, Severance,
        Protection, Arrangement, BilledInstalment, PendingArrangement, ServiceAgreement, OpenItem, UnappliedCredit,
        PendingCharge, PendingAdjustment, BillingError, SinceStatement, PremiseState, ServicePointState, InstalledMeter,
        LastRead, Occupancy, WaitingStart, EarlierTariff, UsageMonth, UsageEntry, IntervalDay, ChannelUse, ReadInDoubt,
        ReadsInDoubt, DoubtedReading, PremiseMarket, AwaitedAnswer, UnpairedAnswer, TariffState, DirectoryEntry,
        DivisionNumbers, OrganizationState, TenderBatch, SuspendedMoney, TenderSourceCount, AccountUnclaimed,
        StandingNotice, Escheat, Master, UserState, UserList, Preference, Envelope, StreamId, CommandHeader>>);
static_assert(
    all_fully_described<TypeList<
        Posting, Financial, BillRouting, QuoteRouting, OverrideAddress, AccountPerson, UsedRead, BillLine, TenderShare,
        CreditSource, AllocationLine, BillDelivery, ServiceRead, InvoiceTax, PersonName, PersonalAddress, PersonAddress,
        MeterRegister, InitialRead, DefaultService, LandlordAgreement, Tier, TariffComponent, UsageFactor,
        IntervalQuality, TariffSeason, TariffDayType, TariffHours, TimedComponent, TariffTimes, HoursUse, DemandRatchet,
        DemandTerms, BilledDemand, NetCredit, NetMetering, AnnualMinimum, BankedEnergy, YearMinimum, YearToDate,
        InstallationOptions, CustomerClass, CustomerType, PhoneType, BillRouteType, BillCycleWindow,
        ServiceAgreementType, AdjustmentType, SpecialChargeType, TaxCode, CountryField, Country, Holiday, GlAccount,
        AgingBuckets, LateChargePolicy, LateChargeTerms, LateChargeStep, DepositClass, DepositLine, InterestLine,
        ArrangementPolicy, AutopayPolicy, CustomerTypeRules, ArrangedPart, ReturnedPart, Instalment, CreditLine,
        TaxRelieved, WriteOffLine, TaxRelief, LetterTemplate, BillMessage, LetterDelivery, CollectionStepRule,
        CollectionPolicy, ProtectionType, Moratorium, CollectedItem, TakenStep, CorrectedInvoice, ReadDoubt,
        ReadValidation, UsageProfile, TenderSource, MarketPartner, MarketDeadline, MarketReason, MarketDocument,
        MarketTransaction, TenderTotal, CountedTenders, ComparedTenders, DepositedBatch, BatchedTender, UnbilledUse,
        UnbilledAgreement, UnbilledRevenue, LatestAccrual, UnclaimedPolicy, Dormancy, EscheatReport, CollectiveLine,
        CollectiveShare>>);

}  // namespace tally::domain
