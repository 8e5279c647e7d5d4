/// What is wrong with the orders of several runs over one file: each fault is told once.
struct OrderFaults {
  /// Positions of the orders that some run could not price.
  var orders: Set<Int> = []
  private var told: Set<String> = []

  /// Tells a fault that no run before has told.
  mutating func tell(_ text: String) {
    if told.insert(text).inserted { Console.note(text) }
  }
}
