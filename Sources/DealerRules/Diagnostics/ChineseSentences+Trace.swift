// Of orders, events and scans.
extension ChineseSentences {
  static let trace: [Sentence] = [
    Sentence(.missingDate, "the order has no date", "订单没有日期"),
    Sentence(.scatteredOrder, "order {} has rows at another place", "订单 {0} 在别处还有行"),
    Sentence(.unequalHeader, "the rows of one order differ in {}", "同一订单的各行 {0} 不一致"),
    Sentence(.unequalHeader, "lines of {} differ in {}", "{0} 的各行 {1} 不一致"),
    Sentence(.factKind, "{} counts an amount", "{0} 计的是金额"),
    Sentence(.factKind, "{} counts quantities", "{0} 计的是数量"),
    Sentence(.eventTwice, "event {} is told again; it counts once", "事件 {0} 重复上报，只算一次"),
    Sentence(.eventConflict, "event {} is told in more than {} ways", "事件 {0} 有超过 {1} 种说法"),
    Sentence(
      .eventConflict, "event {} is told in {} ways, of which none counts", "事件 {0} 有 {1} 种说法，均不算"),
    Sentence(
      .unknownEvent, "event {} names {}, which is not known or does not count",
      "事件 {0} 引用的 {1} 未知或不算"),
    Sentence(
      .voidCycle, "event {} is void by a circle of events that name it", "事件 {0} 因相互引用成圈而作废"),
    Sentence(
      .unknownCode, "event {}: code {} was never given out; nothing happens to it",
      "事件 {0}：码 {1} 从未启用，不作处理"),
    Sentence(.badCode, "code {} {}", "码 {0} 不合格：{1}"),
    Sentence(
      .packCycle, "event {}: code {} would be inside itself; it stays where it is",
      "事件 {0}：码 {1} 会装进自己里面，留在原处"),
    Sentence(
      .packLevel,
      "event {}: code {} is of level {} and cannot be in a {}; it stays where it is",
      "事件 {0}：码 {1} 为 {2} 级，不能装入 {3}，留在原处"),
    Sentence(
      .packLevel,
      "event {}: code {} would stand more than {} containers deep; it stays where it is",
      "事件 {0}：码 {1} 将超过 {2} 层容器，留在原处"),
    Sentence(
      .stillPacked, "event {}: code {} was never taken out of {}; it leaves it now",
      "事件 {0}：码 {1} 从未自 {2} 取出，现视为取出"),
    Sentence(
      .notPacked, "event {}: code {} is in nothing it could be taken out of",
      "事件 {0}：码 {1} 不在任何可取出的容器中"),
    Sentence(.notPacked, "event {}: code {} is not in {}", "事件 {0}：码 {1} 不在 {2} 中"),
    Sentence(
      .notOwner,
      "event {}: code {} belongs to {} and not to {}, nor does anything in it; it does not move",
      "事件 {0}：码 {1} 属于{2}而非{3}，其中之物亦然，不移动"),
    Sentence(
      .notOwner, "event {}: code {} belongs to {} and not to {}; it does not move",
      "事件 {0}：码 {1} 属于{2}而非{3}，不移动"),
    Sentence(
      .notOwner,
      "event {}: code {} moves in part; what does not belong to {} stays: {} codes, first {}",
      "事件 {0}：码 {1} 只移动一部分；不属于{2}的 {3} 个码留下，首个为 {4}"),
    Sentence(
      .notOwner,
      "event {}: code {} moves in part; what does not belong to {} stays: {} code, first {}",
      "事件 {0}：码 {1} 只移动一部分；不属于{2}的 {3} 个码留下，首个为 {4}"),
    Sentence(
      .inactiveCode, "event {}: code {} is no longer in use; nothing happens to it",
      "事件 {0}：码 {1} 已停用，不作处理"),
    Sentence(
      .inactiveCode, "event {}: code {} is no longer in use; nothing is put into it",
      "事件 {0}：码 {1} 已停用，不再装入"),
    Sentence(
      .commissionTwice, "event {}: code {} is given out before; the earlier event counts",
      "事件 {0}：码 {1} 先前已启用，以先前为准"),
    Sentence(.clockJump, "event {} was told before it happened", "事件 {0} 的上报早于发生"),
    Sentence(
      .clockJump, "event {} is told after, but happened before, event {} of the same source",
      "事件 {0} 上报在后，却早于同一来源的事件 {1} 发生"),
    Sentence(.clockJump, "the scan was told before it happened", "扫码的上报早于发生"),
    Sentence(.eventShape, "event {} of kind {} has no {}", "{1} 类事件 {0} 没有 {2}"),
    Sentence(
      .eventShape, "event {} of kind {} states {}, which means nothing for it",
      "{1} 类事件 {0} 写了 {2}，对它没有意义"),
    Sentence(
      .replacedTwice, "event {} replaces event {}, which event {} replaces too; both count",
      "事件 {0} 替换事件 {1}，而事件 {2} 也替换了它；两者都算"),
    Sentence(
      .beyondCounts, "the scan is of more dealers' periods or codes than are counted",
      "扫码超出可统计的经销商期间数或码数"),
    Sentence(
      .beyondCounts,
      "this scan and {} after it are of more dealers' periods or codes than are counted",
      "这次及之后 {0} 次扫码超出可统计的经销商期间数或码数"),
  ]
}
