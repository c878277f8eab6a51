"""The engine of PySAM (NREL's System Advisor Model, Utilityrate5) for a tariff of the Utility Rate Database, as its own
converter reads the tariff. The year of the engine begins on a Monday and has 365 days, as 2018 has."""
import json

import PySAM.Utilityrate5
from PySAM.UtilityRateTools import URDBv8_to_ElectricityRates

# How tiers fill: the month's usage is spread over its periods, or hour after hour.
BY_SHARE, IN_ORDER_OF_TIME = 0, 2


def engine(tariff, load, tiers):
    """A model that is ready to execute. `load`: kWh of each of 8,760 hours."""
    # The converter counts up the schedules that it is given, in place.
    rates = URDBv8_to_ElectricityRates(json.loads(json.dumps(tariff)))
    rates["ur_metering_option"] = tiers
    model = PySAM.Utilityrate5.new()
    model.ElectricityRates.assign(rates)
    model.Lifetime.assign({"analysis_period": 1, "inflation_rate": 0, "system_use_lifetime_output": 0})
    model.SystemOutput.assign({"gen": [0] * len(load), "degradation": [0]})
    model.Load.load = load
    return model


def months(model):
    """Charges of each month in dollars, after execute(): a dict of twelve numbers each."""
    outputs = model.Outputs
    return {"fixed": outputs.year1_monthly_fixed_without_system,
            "energy": outputs.year1_monthly_ec_charge_without_system,
            "flat": outputs.year1_monthly_dc_fixed_without_system,
            "demand": outputs.year1_monthly_dc_tou_without_system,
            "minimum": outputs.year1_monthly_minimum_without_system,
            "total": outputs.year1_monthly_utility_bill_wo_sys}
