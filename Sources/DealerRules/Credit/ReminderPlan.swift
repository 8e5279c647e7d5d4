/// One reminder of a plan (RULES.md B-015).
public struct ReminderStep: Hashable, Sendable {
  /// Its name, `"preNotice"`.
  public var id: String
  /// Days after the due date, below zero before it.
  public var days: Int
  /// The reminder level it raises an item to.
  public var level: Int

  /// Creates a reminder.
  public init(id: String, days: Int, level: Int = 0) {
    self.id = id
    self.days = days
    self.level = level
  }
}

/// A reminder that is to be sent (RULES.md B-015).
public struct Reminder: Hashable, Sendable {
  /// The item it is about.
  public var entry: String
  /// The node that owes it.
  public var node: String
  /// The step of the plan.
  public var step: String
  /// The level it raises the item to.
  public var level: Int
  /// The day the step fell on.
  public var on: CivilDate
  /// What is open.
  public var amount: Money
}

/// When somebody is reminded of what is due (RULES.md B-015).
public struct ReminderPlan: Hashable, Sendable {
  /// Unique among plans.
  public var id: String
  /// The reminders, in any order.
  public var steps: [ReminderStep]
  /// Items below this many millionths of the item's currency are left alone.
  public var materiality: Int64

  /// Creates a plan.
  public init(id: String, steps: [ReminderStep], materiality: Int64 = 0) {
    self.id = id
    self.steps = steps
    self.materiality = materiality
  }

  /// The reminder that an item needs on a day, or `nil`.
  ///
  /// It is the last step whose day has come; nothing where the item was reminded on or after that
  /// day, is disputed or too small, or is no invoice.
  public func reminder(for entry: CreditEntry, asOf: CivilDate) -> Reminder? {
    guard entry.kind == .invoice, !entry.isDisputed, entry.amount.millionths > 0,
      entry.amount.millionths >= materiality, let due = entry.due
    else { return nil }
    var last: (step: ReminderStep, day: CivilDate)?
    for step in steps {
      guard let day = due.adding(days: step.days), day <= asOf else { continue }
      guard let found = last else {
        last = (step, day)
        continue
      }
      let isLater =
        day == found.day
        ? (step.level, found.step.id) > (found.step.level, step.id) : day > found.day
      if isLater { last = (step, day) }
    }
    guard let last else { return nil }
    if let sent = entry.remindedOn, sent >= last.day { return nil }
    return Reminder(
      entry: entry.id, node: entry.node, step: last.step.id, level: last.step.level,
      on: last.day, amount: entry.amount)
  }
}
