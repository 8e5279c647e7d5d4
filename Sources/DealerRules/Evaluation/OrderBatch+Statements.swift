extension OrderBatch {
  /// How much of what few orders state the batch holds: it grows with every order that states any.
  var statements: Int {
    var count = places.count + consignees.count + payers.count + sellers.count
    count += transfers.count
    count += unknownProducts.count + unknownUnits.count + manuals.count + coupons.count
    count += orderAttributes.count + lineAttributes.count + credit.count + openingBalances.count
    count += capUsed.count + totals.count
    count +=
      promotion.codes.count + promotion.unknownCodes.count + promotion.use.count
      + promotion.stock.count
    count += promotion.giftChoice.count + promotion.funds.count + promotion.receivers.count
    count += guarding.quoted.count + guarding.lastPrices.count + guarding.approvals.count
    count += supply.lots.count + supply.recent.count
    return count
  }
}
