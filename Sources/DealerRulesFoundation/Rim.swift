public import DealerRules
