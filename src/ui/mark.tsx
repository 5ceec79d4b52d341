/** The sign of Qonys: a sun over the lattice of a yurt's wall. Decoration beside the word. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-sun" d="M9 15a7 7 0 0 1 14 0z" />
      <path class="mark-lattice" d="m4 26 8-8 8 8m-8 0 8-8 8 8M4 18h24" />
    </svg>
  )
}
