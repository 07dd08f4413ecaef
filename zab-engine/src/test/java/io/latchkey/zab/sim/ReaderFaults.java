package io.latchkey.zab.sim;

/** Mistakes with clients that read slowly. */
final class ReaderFaults {
    private ReaderFaults() {}

    static final class EventsDropped extends PlantedFault {
        @Override
        boolean dropsEventsWhenFull() {
            return true;
        }
    }

    static final class AnswersHeldBack extends PlantedFault {
        @Override
        boolean holdsAnswersBack() {
            return true;
        }
    }

    static final class AnswersOvertake extends PlantedFault {
        @Override
        boolean answersOvertakeEvents() {
            return true;
        }
    }
}
