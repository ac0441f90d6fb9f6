speckl_macros::speckl! {
    spec Desk
      type Ticket = { id: 1..3, tags: Set(String) }
      type Phase = enum { idle, busy { ticket: Ticket } }
      const KNOWN: Set(String) = {"urgent"}
      state phase: Phase = idle
      state queue: List(Ticket) = []
      extern pick(from: List(Ticket)): 1..3
      event Taken { ticket: Ticket }
      action open(ticket: Ticket)
        require size(queue) < 2
        queue := append(queue, ticket)
      action take_one: Ticket?
        require size(queue) > 0
        let first := queue[pick(queue)]
        emit Taken { ticket: first }
        phase := busy { ticket: first }
        return first
      bounds { String = {"urgent"} }
}

// Nothing here is wrong, and nothing here is said to be.
struct First;

impl desk::DeskHost for First {
    fn pick(&self, _: &[desk::Ticket]) -> u8 {
        1
    }
}

fn main() {
    let mut it = desk::Desk::new(First);
    let ticket = desk::Ticket { id: 1, tags: desk::known() };
    let _ = it.open(&ticket);
    let taken: Result<Option<desk::Ticket>, desk::DeskError> = it.take_one_with(|event| match event {
        desk::DeskEvent::Taken { ticket } => drop(ticket.tags),
    });
    let _ = taken.is_ok_and(|ticket| ticket.is_some());
    if let desk::Phase::Busy { ticket } = it.phase() {
        let _: &[desk::Ticket] = it.queue();
        let _ = ticket.id == 2;
    }
    let action = desk::DeskAction::Open { ticket };
    let _: Result<desk::DeskOutput, _> = it.apply(action.clone());
    let saved: desk::DeskSnapshot = it.snapshot();
    let _ = desk::Desk::restore(First, saved).map(|it| it.can(&action));
}
