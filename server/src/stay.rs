//! A future that stays on its thread when it wakes itself.
//!
//! hyper wakes a connection from within itself whenever a request's body is read: the one who reads and the one who brings
//! are the same task. tokio puts such a task behind all others and calls another thread to take it, which costs a call more
//! time than all that is done for it; polling it once more costs nothing.

use futures::task::AtomicWaker;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::SeqCst;
use std::task::{Context, Poll, Wake, Waker};

/// How often it is polled in a row; then it goes behind the others, as who wakes himself should.
const POLLS: usize = 4;

/// Nobody polls it; a wake goes to the task.
const IDLE: u8 = 0;
/// It is being polled.
const POLLED: u8 = 1;
/// The bit that says that it was woken while it was being polled.
const WOKEN: u8 = 2;

/// A future that is polled again at once where it was woken while it was being polled.
pub struct Stay<F> {
    future: Pin<Box<F>>,
    bell: Arc<Bell>,
    waker: Waker,
}

/// Who is woken.
#[derive(Default)]
struct Bell {
    task: AtomicWaker,
    state: AtomicU8,
}

impl<F: Future> Stay<F> {
    /// Lets `future` stay.
    pub fn new(future: F) -> Self {
        let bell = Arc::new(Bell::default());
        Self { future: Box::pin(future), waker: Waker::from(Arc::clone(&bell)), bell }
    }
}

impl<F: Future> Future for Stay<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Self { future, bell, waker } = &mut *self;
        bell.task.register(context.waker());
        for _ in 0..POLLS {
            // Every change reads as well: so the poll sees what stood before each wake that it takes back here.
            bell.state.swap(POLLED, SeqCst);
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(waker)) {
                return Poll::Ready(output);
            }
            if bell.state.compare_exchange(POLLED, IDLE, SeqCst, SeqCst).is_ok() {
                return Poll::Pending;
            }
        }
        bell.state.swap(IDLE, SeqCst);
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.fetch_or(WOKEN, SeqCst) & POLLED == 0 {
            self.task.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// Counts how often the task is woken.
    #[derive(Default)]
    struct Task(AtomicUsize);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    /// Polls a future once that is ready at its `ready`th poll and calls `each` at every other; how often it was polled, how often
    /// its task was woken, and whether it is done.
    fn check(ready: usize, each: fn(&Waker), expected: (usize, usize, bool)) {
        let (task, polls) = (Arc::new(Task::default()), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&polls);
        let future = std::future::poll_fn(move |context| {
            if counted.fetch_add(1, SeqCst) + 1 == ready {
                return Poll::Ready(());
            }
            each(context.waker());
            Poll::Pending
        });
        let waker = Waker::from(Arc::clone(&task));
        let done = Pin::new(&mut Stay::new(future)).poll(&mut Context::from_waker(&waker)).is_ready();
        assert_eq!((polls.load(SeqCst), task.0.load(SeqCst), done), expected);
    }

    #[test]
    fn who_wakes_himself_is_polled_again_and_the_task_is_not_woken() {
        check(2, Waker::wake_by_ref, (2, 0, true));
    }

    #[test]
    fn who_waits_is_polled_once() {
        check(2, |_| (), (1, 0, false));
    }

    #[test]
    fn who_wakes_himself_without_end_goes_behind_the_others() {
        check(100, Waker::wake_by_ref, (POLLS, 1, false));
    }

    #[test]
    fn a_wake_from_another_thread_in_the_middle_of_a_poll_is_not_lost() {
        let from_elsewhere = |waker: &Waker| {
            let waker = waker.clone();
            std::thread::spawn(move || waker.wake()).join().expect("a thread");
        };
        check(2, from_elsewhere, (2, 0, true));
    }

    #[test]
    fn a_wake_between_polls_reaches_the_task() {
        let (task, kept) = (Arc::new(Task::default()), Arc::new(AtomicWaker::new()));
        let keeps = Arc::clone(&kept);
        let mut stays = Stay::new(std::future::poll_fn(move |context| {
            keeps.register(context.waker());
            Poll::<()>::Pending
        }));
        let waker = Waker::from(Arc::clone(&task));
        assert!(Pin::new(&mut stays).poll(&mut Context::from_waker(&waker)).is_pending());
        kept.wake();
        assert_eq!(task.0.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn what_is_woken_from_outside_again_and_again_comes_to_its_end() {
        let (to, mut from) = tokio::sync::mpsc::channel(1);
        let sends = tokio::spawn(async move {
            for n in 0..1000_u32 {
                to.send(n).await.expect("somebody listens");
            }
        });
        let sum = Stay::new(async move {
            let mut sum = 0;
            while let Some(n) = from.recv().await {
                sum += n;
            }
            sum
        });
        assert_eq!(tokio::spawn(sum).await.expect("a sum"), 499_500);
        sends.await.expect("sent");
    }
}
