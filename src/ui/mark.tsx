/** The sign of Qonys: a sun over the lattice of a yurt's wall. Decoration beside the word. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-sun" d="M8 15.5a8 8 0 0 1 16 0z" />
      <path class="mark-lattice" d="M5 19h22M6 19l10 8M16 19 6 27M16 19l10 8M26 19l-10 8" />
    </svg>
  )
}
