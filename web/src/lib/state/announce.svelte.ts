// What the page says aloud: App keeps it in a live region, so that who does not see the curves hears what happened.

class Announcer {
  said = $state('')

  say(text: string): void {
    this.said = text
  }
}

export const announcer = new Announcer()
