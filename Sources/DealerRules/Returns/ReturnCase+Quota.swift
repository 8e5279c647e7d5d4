// What a quota holds for a return (RULES.md Z-072).
extension ReturnCase {
  /// Lets go of what the quota still holds, and of what it has counted for settlements that were
  /// reversed.
  mutating func release(_ context: ReturnContext) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    let isCounted = context.accounts.quota != nil
    if reserved > 0, isCounted {
      operations.append(
        LedgerOperation("\(context.event)/release", .void(reservation: "\(id)/quota")))
    }
    reserved = 0
    let over = posted - settled.reduce(Int64(0)) { $0 &+ $1.quota }
    if over > 0, isCounted {
      operations.append(
        LedgerOperation(
          "\(context.event)/restore", .restore(reservation: "\(id)/quota", amount: over)))
    }
    posted -= max(0, over)
    return operations
  }

  /// Lets go of what the quota holds for goods that will not come: beside what has been settled it
  /// holds what those count that may still be.
  mutating func recount(_ context: ReturnContext) throws(ReturnCaseFault) -> [LedgerOperation] {
    guard reserved > 0, var request else { return [] }
    request.id = "\(id)/open"
    request.lines = outstanding(on: through ?? request.day)
    (request.isWhole, request.charges, request.amount) = (false, [], 0)
    guard let left = try context.recount(request, after: settled) else { return [] }
    recounted = left
    let counted = settled.reduce(left.quota) { $0 &+ $1.quota }
    let needed = max(0, counted - posted)
    guard needed < reserved else { return [] }
    reserved = needed
    guard context.accounts.quota != nil else { return [] }
    let quota = "\(id)/quota"
    return [
      LedgerOperation(
        "\(context.event)/recounted",
        needed > 0 ? .amend(reservation: quota, amount: needed) : .void(reservation: quota))
    ]
  }
}
