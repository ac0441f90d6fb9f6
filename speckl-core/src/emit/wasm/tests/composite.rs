//! A spec in which every operation on values that fit no slot has its place.

/// Strings, records, tuples, options, enums with payload, sets, maps, lists, loops, `extern`s.
pub(in crate::emit) const EVERYTHING: &str = "\
spec Composite
  type Color = enum { red, green, blue }
  type Job = enum { idle, running { pid: 0..9, name: String }, failed { why: String, at: Int? } }
  type Point = { x: -5..5, y: Int }
  type Small = 0..6
  const NAMES: List(String) = [\"a\", \"\", \"ß\", \"日本\", \"a\"]
  const WEIGHT: Map(Color, Int) = { red: 1, blue: 3, green: 2 }
  bounds { Int = -3..9, String = {\"\", \"a\", \"ab\", \"é\", \"日本語!\"}, List = 3 }

  state names: Set(String) = {}
  state jobs: Map(Small, Job) = {}
  state queue: List(Small) = []
  state point: Point = { x: 0, y: 0 }
  state last: Small? = null
  state job: Job? = null
  state pair: (Bool, String) = (false, \"\")
  state groups: Map(Color, Set(Small)) = { c: {} for c in Color }
  state path: List(Point) = []
  state count: Int = 0
  state sets: Set(Set(Small)) = {}
  state on: Bool = false

  event Said { what: String, by: Job?, tags: Set(Small) }
  event Ticked { n: Int }

  extern ask(question: String, about: Set(Small)): Job
  extern number(n: Small): Small
  extern far(n: Int): Int

  action add(name: String)
    require name notin names
    names := names union {name}
    emit Said { what: name, by: null, tags: {} }

  action forget(gone: Set(String))
    require gone subsetof names
    names := names minus gone

  action keep(others: Set(String)): Int
    names := names intersect others
    return size(names)

  action start(k: Small, j: Job)
    jobs[k] := j
    job := j
    emit Said { what: match j { idle => \"idle\", running { name } => name, failed { why } => why }, by: j, tags: {k} }

  action stop(k: Small): Job
    let was := jobs[k]
    jobs := jobs minus {k}
    last := k
    return was

  action rename(k: Small, name: String)
    match jobs[k] {
      running { pid } => { jobs[k] := running { pid: pid, name: name } }
      failed { at } => { jobs[k] := failed { why: name, at: at } }
      _ => { require false }
    }

  action push(n: Small)
    require size(queue) < 6
    queue := append(queue, n)
    count := count + n

  action pop: Small
    let first := head(queue)
    queue := tail(queue)
    last := first
    return first

  action set_at(i: Int, n: Small)
    queue[i] := n

  action read_at(i: Int): Small
    return queue[i]

  action cut(n: Int, m: Int)
    queue := concat(take(queue, n), drop(queue, m))
    require size(queue) < 8

  action ends(): (Small, Small)
    return (head(queue), last(queue))

  action extremes: List(Small)
    return [min(queue), max(queue), last(queue)]

  action move(p: Point)
    path := append(path, point)
    require size(path) < 5
    point := p

  action shift(d: Int)
    point.x := point.x + d
    point := point with { y: point.y - d }
    pair := (point.x > 0, pair.1)

  action straighten
    for i in indices(path) {
      path[i].y := i
    }

  action say(text: String)
    pair.1 := text
    pair := (not pair.0, text)
    count := size(text)

  action group(c: Color, n: Small)
    groups[c] := groups[c] union {n}
    sets := sets union { groups[c] }

  action regroup(all: Set(Small))
    groups := { c: { n in all where n % 3 == WEIGHT[c] % 3 } for c in Color }

  action power(s: Set(Small))
    require size(s) < 5
    sets := subsets(s)

  action flatten: Set(Small)
    return { n for s in sets, n in s where n > 1 }

  action least: Set(Small)
    require {} in sets
    return { min(s) for s in sets where s != {} }

  action backwards: Map(Int, Small)
    return { -i: queue[i] for i in indices(queue) }

  action collide: Map(Small, Int)
    return { queue[i] % 3: i for i in indices(queue) }

  action span(n: Int, m: Int): Set(Int)
    require n in -3..9
    return n..m

  action tick(n: Int)
    for i in 1..n {
      count := count + i
      emit Ticked { n: count }
      require count < 100
    }

  action visit
    for s in sets {
      for n in s {
        if n in groups[red] {
          emit Said { what: NAMES[1 + n % 5], by: job, tags: s }
        }
      }
    }

  action adopt(maybe: Small?)
    last := maybe
    count := count + last

  action compare(a: Job, b: Job): Bool
    on := a == b
    return a != b and pair != (true, \"a\") and point == { x: point.x, y: point.y }

  action order(a: String, b: String): Bool
    require a < b
    on := max({a, b}) == b
    return min({a, b}) <= a

  action inquire(s: Set(Small))
    let answer := ask(pair.1, s)
    job := answer
    if answer != idle {
      let n := number(size(s) % 7)
      queue := [n]
      count := far(count) + far(n)
    }
    require size(names) < 4

  action check(a: List(Small), b: Map(Small, Bool)): Int
    require forall x in a: x in b
    require exists k in keys(b): b[k]
    return sum(x in a: x * 2) + count(v in values(b) where v)

  action widen
    queue := append(concat(queue, []), count)
    require size(queue) < 6

  invariant Sane
    size(queue) <= 7
    forall k in keys(jobs): jobs[k] != running { pid: 9, name: \"ab\" }
    \"ab\" in names implies size(names) < 4
  invariant Steps
    size(names) <= size(prev(names)) + 1
    prev(last) == null or last != null
    count < 200 and count > -200
";
