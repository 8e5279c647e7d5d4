// A block's results as they are written out (RULES.md X-007).
extension KernelScratch {
  /// Turns steps into millionths and sums orders; a blocked order is nothing.
  mutating func finish(_ program: KernelProgram, _ orders: Int) {
    for index in 0..<orders where fate[index] == .blocked {
      clear(Int(lineStart[index])..<Int(lineStart[index + 1]), index)
    }
    KernelScratch.write(
      program.step, Int(lineStart[orders]), &lineListOut, &lineNetOut, list, net)
    KernelScratch.sum(
      orders, &listOut, &netOut, &outcomeOut, lineListOut, lineNetOut, lineStart, fate)
  }

  private mutating func clear(_ lines: Range<Int>, _ index: Int) {
    keys[index] = 0
    for line in lines {
      list[line] = 0
      net[line] = 0
      band[line] = -1
      free[line] = 0
    }
  }

  private static func write(
    _ step: Int64, _ lines: Int, _ listOut: inout ContiguousArray<Int64>,
    _ netOut: inout ContiguousArray<Int64>, _ list: ContiguousArray<Int64>,
    _ net: ContiguousArray<Int64>
  ) {
    var lists = listOut.mutableSpan
    var nets = netOut.mutableSpan
    let list = list.span
    let net = net.span
    // Lines of other executors hold anything, and are not read.
    for line in 0..<lines {
      lists[trusted: line] = list[trusted: line] &* step
      nets[trusted: line] = net[trusted: line] &* step
    }
  }

  private static func sum(
    _ orders: Int, _ listOut: inout ContiguousArray<Int64>,
    _ netOut: inout ContiguousArray<Int64>, _ outcomeOut: inout ContiguousArray<UInt8>,
    _ lineList: ContiguousArray<Int64>, _ lineNet: ContiguousArray<Int64>,
    _ lineStart: ContiguousArray<Int32>, _ fate: ContiguousArray<Fate>
  ) {
    var lists = listOut.mutableSpan
    var nets = netOut.mutableSpan
    var outcomes = outcomeOut.mutableSpan
    let lineList = lineList.span
    let lineNet = lineNet.span
    let starts = lineStart.span
    let fates = fate.span
    for index in 0..<orders {
      var sums: (list: Int64, net: Int64) = (0, 0)
      for line in Int(starts[trusted: index])..<Int(starts[trusted: index + 1]) {
        sums.list &+= lineList[trusted: line]
        sums.net &+= lineNet[trusted: line]
      }
      lists[trusted: index] = sums.list
      nets[trusted: index] = sums.net
      outcomes[trusted: index] =
        (fates[trusted: index] == .blocked ? Outcome.block : Outcome.allow).rawValue
    }
  }
}
