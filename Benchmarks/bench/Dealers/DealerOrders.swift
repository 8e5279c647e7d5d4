import DealerRules

/// The orders of the batch as orders, and as columns resolved against a book.
struct DealerOrders {
  let data: DealerData
  /// Where the lines of each order begin.
  private let starts: [Int]

  /// Orders of the batch.
  init(_ data: DealerData) {
    self.data = data
    var starts = [0]
    for order in stride(from: 3, to: data.orders.count, by: 4) {
      starts.append((starts.last ?? 0) + Int(data.orders[order]))
    }
    self.starts = starts
  }

  /// How many orders there are.
  var count: Int { starts.count - 1 }

  /// An order; its lines are numbered as they stand in the file.
  func order(_ index: Int) throws(IntegerTable.Failure) -> Order {
    let row = index * 4
    var order = Order(
      id: "\(index)", customer: DealerBook.customer(Int(data.orders[row])),
      moment: .date(try DealerBook.date(Int(data.orders[row + 2]))),
      shipTo: DealerBook.region(Int(data.orders[row + 1])), lines: [])
    for line in starts[index]..<starts[index + 1] {
      order.lines.append(
        OrderLine(
          number: Int32(line - starts[index] + 1),
          product: DealerBook.product(Int(data.lines[line * 2])),
          quantity: try DealerBook.quantity(Int(data.lines[line * 2 + 1]))))
    }
    return order
  }

  /// The orders resolved against a book.
  func batch(_ rules: CompiledRules) throws(IntegerTable.Failure) -> OrderBatch {
    var batch = OrderBatch()
    for index in 0..<count { batch.append(try order(index), rules) }
    return batch
  }
}
