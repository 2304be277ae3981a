/**
 * What auditpol calls the subcategories in other languages than English. Each entry is the last two digits of the
 * GUID's first group (`0CCE92..`) and the name; `|` separates them; a subcategory can have several names.
 * `verified`: every name stands beside its GUID in a capture. `candidate`: nobody has shown it in one; such a name
 * decides only because its meaning leaves no other subcategory.
 */
export const LOCALISED_NAMES: readonly {
  readonly language: string;
  readonly certainty: "verified" | "candidate";
  readonly names: string;
}[] = [
  {
    language: "de",
    certainty: "verified",
    names:
      "10 Sicherheitsstatusänderung|11 Sicherheitssystemerweiterung|12 Systemintegrität|13 IPSEC-Treiber|" +
      "14 Andere Systemereignisse|15 Anmelden|16 Abmelden|17 Kontosperrung|18 IPsec-Hauptmodus|" +
      "19 IPsec-Schnellmodus|1A IPsec-Erweiterungsmodus|1B Spezielle Anmeldung|" +
      "1C Andere Anmelde-/Abmeldeereignisse|43 Netzwerkrichtlinienserver|47 Benutzer-/Geräteansprüche|" +
      "49 Gruppenmitgliedschaft|4B Zugriffsrechte|1D Dateisystem|1E Registrierung|1F Kernelobjekt|20 SAM|" +
      "21 Zertifizierungsdienste|22 Anwendung wurde generiert.|23 Handleänderung|24 Dateifreigabe|" +
      "25 Filterplattform: Verworfene Pakete|26 Filterplattformverbindung|" +
      "27 Andere Objektzugriffsereignisse|44 Detaillierte Dateifreigabe|45 Wechselmedien|" +
      "46 Staging zentraler Richtlinien|28 Sensible Verwendung von Rechten|" +
      "29 Nicht sensible Verwendung von Rechten|2A Andere Rechteverwendungsereignisse|2B Prozesserstellung|" +
      "2C Prozessbeendigung|2D DPAPI-Aktivität|2E RPC-Ereignisse|48 Plug & Play-Ereignisse|" +
      "4A Ereignisse zu angepassten Tokenrechten|2F Richtlinienänderungen überwachen|" +
      "30 Authentifizierungsrichtlinienänderung|31 Autorisierungsrichtlinienänderung|" +
      "32 MPSSVC-Richtlinienänderung auf Regelebene|33 Filterplattform-Richtlinienänderung|" +
      "34 Andere Richtlinienänderungsereignisse|35 Benutzerkontenverwaltung|36 Computerkontoverwaltung|" +
      "37 Sicherheitsgruppenverwaltung|38 Verteilergruppenverwaltung|39 Anwendungsgruppenverwaltung|" +
      "3A Andere Kontoverwaltungsereignisse|3B Verzeichnisdienstzugriff|3C Verzeichnisdienständerungen|" +
      "3D Verzeichnisdienstreplikation|3E Detaillierte Verzeichnisdienstreplikation|" +
      "3F Überprüfung der Anmeldeinformationen|40 Ticketvorgänge des Kerberos-Diensts|" +
      "41 Andere Kontoanmeldungsereignisse|42 Kerberos-Authentifizierungsdienst",
  },
  {
    language: "fr",
    certainty: "candidate",
    names:
      "10 Modification de l'état de la sécurité|11 Extension système de sécurité|12 Intégrité du système|" +
      "13 Pilote IPSEC|14 Autres événements système|15 Ouvrir la session|16 Fermer la session|" +
      "17 Verrouillage du compte|18 Mode principal IPsec|19 Mode rapide IPsec|1A Mode étendu IPsec|" +
      "1B Ouverture de session spéciale|1C Autres événements d'ouverture/fermeture de session|" +
      "43 Serveur NPS|47 Revendications utilisateur/de périphérique|49 Appartenance à un groupe|" +
      "4B Droits d'accès|1D Système de fichiers|1E Registre|1F Objet de noyau|20 SAM|" +
      "21 Services de certification|22 Généré par application|23 Manipulation de handle|" +
      "24 Partage de fichiers|25 Rejet de paquet par la plateforme de filtrage|" +
      "26 Connexion de la plateforme de filtrage|27 Autres événements d'accès à l'objet|" +
      "44 Partage de fichiers détaillé|45 Stockage amovible|46 Stratégie centralisée intermédiaire|" +
      "28 Utilisation de privilèges sensibles|29 Utilisation de privilèges non sensibles|" +
      "2A Autres événements d'utilisation de privilèges|2B Création du processus|2C Fin du processus|" +
      "2D Activité DPAPI|2E Événements RPC|48 Événements Plug-and-Play|" +
      "4A Événements de jeton ajustés à droite|2F Modification de la stratégie d'audit|" +
      "30 Modification de la stratégie d'authentification|31 Modification de la stratégie d'autorisation|" +
      "32 Modification de la stratégie de niveau règle MPSSVC|" +
      "33 Modification de la stratégie de plateforme de filtrage|" +
      "34 Autres événements de modification de stratégie|35 Gestion des comptes d'utilisateur|" +
      "36 Gestion des comptes d'ordinateur|37 Gestion des groupes de sécurité|" +
      "38 Gestion des groupes de distribution|39 Gestion des groupes d'applications|" +
      "3A Autres événements de gestion des comptes|3B Accès au service d'annuaire|" +
      "3C Modification du service d'annuaire|3D Réplication du service d'annuaire|" +
      "3E Réplication du service d'annuaire détaillée|3F Validation des informations d'identification|" +
      "40 Opérations de ticket du service Kerberos|41 Autres événements d'ouverture de session|" +
      "42 Service d'authentification Kerberos",
  },
  {
    language: "es",
    certainty: "candidate",
    names:
      "10 Cambio de estado de seguridad|11 Extensión del sistema de seguridad|12 Integridad del sistema|" +
      "13 Controlador IPsec|14 Otros eventos de sistema|15 Inicio de sesión|16 Cerrar sesión|" +
      "17 Bloqueo de cuenta|18 Modo principal de IPsec|19 Modo rápido de IPsec|1A Modo extendido de IPsec|" +
      "1B Inicio de sesión especial|1C Otros eventos de inicio y cierre de sesión|" +
      "43 Servidor de directivas de redes|47 Notificaciones de usuario o dispositivo|" +
      "49 Pertenencia a grupos|4B Derechos de acceso|1D Sistema de archivos|1E Registro|" +
      "1F Objeto de kernel|20 SAM|21 Servicios de certificación|22 Aplicación generada|" +
      "23 Manipulación de identificadores|24 Recurso compartido de archivos|" +
      "25 Colocación de paquetes de plataforma de filtrado|26 Conexión de plataforma de filtrado|" +
      "27 Otros eventos de acceso a objetos|44 Recurso compartido de archivos detallado|" +
      "45 Almacenamiento extraíble|46 Almacenamiento provisional de directiva central|" +
      "28 Uso de privilegio confidencial|29 Uso de privilegio no confidencial|" +
      "2A Otros eventos de uso de privilegio|2B Creación del proceso|2C Finalización del proceso|" +
      "2D Actividad DPAPI|2E Eventos de RPC|48 Eventos Plug and Play|" +
      "4A Eventos de ajuste de derecho de token|2F Cambio en la directiva de auditoría|" +
      "30 Cambio de la directiva de autenticación|31 Cambio de la directiva de autorización|" +
      "32 Cambio de la directiva del nivel de reglas de MPSSVC|" +
      "33 Cambio de la directiva de plataforma de filtrado|34 Otros eventos de cambio de directivas|" +
      "35 Administración de cuentas de usuario|36 Administración de cuentas de equipo|" +
      "37 Administración de grupos de seguridad|38 Administración de grupos de distribución|" +
      "39 Administración de grupos de aplicaciones|3A Otros eventos de administración de cuentas|" +
      "3B Acceso del servicio de directorio|3C Cambios de servicio de directorio|" +
      "3D Replicación de servicio de directorio|3E Replicación de servicio de directorio detallada|" +
      "3F Validación de credenciales|40 Operaciones de vales de servicio Kerberos|" +
      "41 Otros eventos de inicio de sesión de cuentas|42 Servicio de autenticación Kerberos",
  },
  {
    language: "pt-BR",
    certainty: "candidate",
    names:
      "10 Alteração de Estado de Segurança|11 Extensão do Sistema de Segurança|12 Integridade do Sistema|" +
      "13 Driver IPsec|14 Outros Eventos do Sistema|15 Logon|16 Logoff|17 Bloqueio de Conta|" +
      "18 Modo Principal IPsec|19 Modo Rápido IPsec|1A Modo Estendido IPsec|1B Logon Especial|" +
      "1C Outros Eventos de Logon/Logoff|43 Servidor de Políticas de Rede|" +
      "47 Declarações de Usuário/Dispositivo|49 Associação de Grupo|4B Direitos de Acesso|" +
      "1D Sistema de Arquivos|1E Registro|1F Objeto Kernel|20 SAM|21 Serviços de Certificação|" +
      "22 Aplicativo Gerado|23 Manipulação de Identificador|24 Compartilhamento de Arquivos|" +
      "25 Descarte de Pacote de Plataforma de Filtragem|26 Conexão de Plataforma de Filtragem|" +
      "27 Outros Eventos de Acesso a Objeto|44 Compartilhamento de Arquivos Detalhado|" +
      "45 Armazenamento Removível|46 Preparo de Política Central|28 Uso de Privilégio Confidencial|" +
      "28 Uso de Privilégio Importante|29 Uso de Privilégio Não Confidencial|" +
      "29 Uso de Privilégio Não Importante|2A Outros Eventos de Uso de Privilégio|2B Criação de Processo|" +
      "2C Término do Processo|2C Encerramento de Processo|2D Atividade DPAPI|2E Eventos RPC|" +
      "48 Eventos Plug and Play|4A Eventos de Direito de Token Ajustado|" +
      "2F Alteração de Política de Auditoria|2F Alteração da Política de Auditoria|" +
      "30 Alteração da Política de Autenticação|31 Alteração da Política de Autorização|" +
      "32 Alteração da Política de Nível de Regra MPSSVC|" +
      "33 Alteração da Política de Plataforma de Filtragem|34 Outros Eventos de Alteração de Política|" +
      "35 Gerenciamento de Conta de Usuário|36 Gerenciamento de Conta de Computador|" +
      "37 Gerenciamento de Grupo de Segurança|38 Gerenciamento de Grupo de Distribuição|" +
      "39 Gerenciamento de Grupo de Aplicativos|3A Outros Eventos de Gerenciamento de Conta|" +
      "3B Acesso ao Serviço de Diretório|3C Alterações do Serviço de Diretório|" +
      "3D Replicação do Serviço de Diretório|3E Replicação Detalhada do Serviço de Diretório|" +
      "3F Validação de Credenciais|40 Operações de Tíquete de Serviço Kerberos|" +
      "41 Outros Eventos de Logon de Conta|42 Serviço de Autenticação Kerberos",
  },
  {
    language: "it",
    certainty: "candidate",
    names:
      "10 Modifica stato sicurezza|11 Estensione sistema di sicurezza|12 Integrità sistema|13 Driver IPsec|" +
      "14 Altri eventi di sistema|15 Accesso|16 Fine sessione|16 Disconnessione|17 Blocco account|" +
      "18 Modalità principale IPsec|19 Modalità rapida IPsec|1A Modalità estesa IPsec|1B Accesso speciale|" +
      "1C Altri eventi di accesso/fine sessione|43 Server dei criteri di rete|" +
      "47 Attestazioni utente/dispositivo|49 Appartenenza a gruppi|4B Diritti di accesso|1D File system|" +
      "1E Registro di sistema|1F Oggetto kernel|20 SAM|21 Servizi di certificazione|" +
      "22 Generato dall'applicazione|23 Manipolazione handle|24 Condivisione file|" +
      "25 Pacchetti ignorati da Piattaforma filtro Windows|26 Connessione a Piattaforma filtro Windows|" +
      "27 Altri eventi di accesso agli oggetti|44 Condivisione file dettagliata|45 Archivio rimovibile|" +
      "46 Gestione temporanea Criteri di accesso centrale|28 Utilizzo privilegi sensibili|" +
      "29 Utilizzo privilegi non sensibili|2A Altri eventi di utilizzo dei privilegi|" +
      "2B Creazione di processi|2B Creazione processo|2C Chiusura processo|2D Attività DPAPI|2E Eventi RPC|" +
      "48 Eventi Plug and Play|2F Modifica ai criteri di controllo|2F Modifica criteri di controllo|" +
      "30 Modifica criteri di autenticazione|31 Modifica criteri di autorizzazione|" +
      "32 Modifica criteri a livello di regola MPSSVC|33 Modifica criteri Piattaforma filtro Windows|" +
      "34 Altri eventi di modifica criteri|35 Gestione account utente|36 Gestione account computer|" +
      "37 Gestione gruppi di sicurezza|38 Gestione gruppi di distribuzione|" +
      "39 Gestione gruppi di applicazioni|3A Altri eventi di gestione account|" +
      "3B Accesso al servizio directory|3C Modifiche servizio directory|3D Replica servizio directory|" +
      "3E Replica dettagliata servizio directory|3F Convalida credenziali|" +
      "40 Operazioni ticket di servizio Kerberos|41 Altri eventi di accesso account|" +
      "42 Servizio di autenticazione Kerberos",
  },
  {
    language: "nl",
    certainty: "candidate",
    names:
      "10 Wijziging in beveiligingsstatus|11 Uitbreiding van beveiligingssysteem|12 Systeemintegriteit|" +
      "13 IPsec-stuurprogramma|14 Andere systeemgebeurtenissen|15 Aanmelden|16 Afmelden|" +
      "17 Accountvergrendeling|18 Hoofdmodus van IPsec|19 Snelle modus van IPsec|" +
      "1A Uitgebreide modus van IPsec|1B Speciale aanmelding|1C Andere aan- en afmeldingsgebeurtenissen|" +
      "43 Network Policy Server|47 Gebruikers-/apparaatclaims|49 Groepslidmaatschap|4B Toegangsrechten|" +
      "1D Bestandssysteem|1E Register|1F Kernelobject|20 SAM|21 Certificeringsservices|" +
      "22 Door toepassing gegenereerd|23 Ingangbewerking|24 Bestandsshare|" +
      "25 Verwijderde pakketten van filterplatform|26 Verbinding met filterplatform|" +
      "27 Andere gebeurtenissen voor objecttoegang|44 Gedetailleerde bestandsshare|45 Verwisselbare opslag|" +
      "28 Gebruik van gevoelige bevoegdheden|29 Gebruik van niet-gevoelige bevoegdheden|" +
      "2A Andere gebeurtenissen voor het gebruik van bevoegdheden|2B Proces maken|2B Procescreatie|" +
      "2C Procesbeëindiging|2C Proces beëindigen|2D DPAPI-activiteit|2E RPC-gebeurtenissen|" +
      "48 Plug en Play-gebeurtenissen|2F Wijziging in controlebeleid|30 Wijziging in verificatiebeleid|" +
      "31 Wijziging in autorisatiebeleid|33 Wijziging in filterplatformbeleid|" +
      "34 Andere gebeurtenissen voor beleidswijziging|35 Beheer van gebruikersaccounts|" +
      "36 Beheer van computeraccounts|37 Beheer van beveiligingsgroepen|38 Beheer van distributiegroepen|" +
      "39 Beheer van toepassingsgroepen|3A Andere gebeurtenissen voor accountbeheer|" +
      "3B Toegang tot Directory Service|3C Wijzigingen in Directory Service|" +
      "3D Replicatie van Directory Service|3E Gedetailleerde replicatie van Directory Service|" +
      "3F Referentievalidatie|40 Kerberos-serviceticketbewerkingen|" +
      "41 Andere gebeurtenissen voor accountaanmelding|42 Kerberos-verificatieservice",
  },
  {
    language: "pl",
    certainty: "candidate",
    names:
      "10 Zmiana stanu zabezpieczeń|11 Rozszerzenie systemu zabezpieczeń|12 Integralność systemu|" +
      "13 Sterownik IPsec|14 Inne zdarzenia systemowe|15 Logowanie|16 Wylogowywanie|16 Wylogowanie|" +
      "17 Blokada konta|18 Tryb główny protokołu IPsec|19 Tryb szybki protokołu IPsec|" +
      "1A Tryb rozszerzony protokołu IPsec|1B Logowanie specjalne|" +
      "1C Inne zdarzenia logowania/wylogowywania|43 Serwer zasad sieciowych|" +
      "47 Oświadczenia użytkowników/urządzeń|49 Członkostwo w grupie|4B Prawa dostępu|1D System plików|" +
      "1E Rejestr|1F Obiekt jądra|20 SAM|21 Usługi certyfikacji|22 Wygenerowane przez aplikację|" +
      "23 Manipulowanie dojściem|24 Udział plików|25 Odrzucanie pakietów platformy filtrowania|" +
      "26 Połączenie platformy filtrowania|27 Inne zdarzenia dostępu do obiektów|" +
      "44 Szczegółowy udział plików|45 Magazyn wymienny|28 Użycie uprawnień poufnych|" +
      "29 Użycie uprawnień niepoufnych|2A Inne zdarzenia użycia uprawnień|2B Tworzenie procesu|" +
      "2C Zakończenie procesu|2D Działanie DPAPI|2E Zdarzenia RPC|48 Zdarzenia Plug and Play|" +
      "2F Zmiana zasad inspekcji|30 Zmiana zasad uwierzytelniania|31 Zmiana zasad autoryzacji|" +
      "32 Zmiana zasad na poziomie reguły MPSSVC|33 Zmiana zasad platformy filtrowania|" +
      "34 Inne zdarzenia zmiany zasad|35 Zarządzanie kontami użytkowników|" +
      "36 Zarządzanie kontami komputerów|37 Zarządzanie grupami zabezpieczeń|" +
      "38 Zarządzanie grupami dystrybucyjnymi|39 Zarządzanie grupami aplikacji|" +
      "3A Inne zdarzenia zarządzania kontami|3B Dostęp do usługi katalogowej|3C Zmiany usługi katalogowej|" +
      "3D Replikacja usługi katalogowej|3E Szczegółowa replikacja usługi katalogowej|" +
      "3F Weryfikacja poświadczeń|3F Sprawdzanie poprawności poświadczeń|" +
      "40 Operacje biletów usługi Kerberos|41 Inne zdarzenia logowania na kontach|" +
      "42 Usługa uwierzytelniania Kerberos",
  },
  {
    language: "ru",
    certainty: "candidate",
    names:
      "10 Изменение состояния безопасности|11 Расширение системы безопасности|12 Целостность системы|" +
      "13 Драйвер IPSEC|14 Другие системные события|15 Вход в систему|16 Выход из системы|" +
      "17 Блокировка учетной записи|18 Основной режим IPsec|19 Быстрый режим IPsec|" +
      "1A Расширенный режим IPsec|1B Специальный вход|1C Другие события входа и выхода|" +
      "43 Сервер сетевых политик|47 Заявки пользователей или устройств на доступ|49 Членство в группах|" +
      "4B Права доступа|1D Файловая система|1E Реестр|1F Объект-задание|20 SAM|21 Службы сертификации|" +
      "22 Создано приложением|23 Работа с дескриптором|24 Общий файловый ресурс|" +
      "25 Отбрасывание пакета платформой фильтрации|26 Подключение платформы фильтрации|" +
      "27 Другие события доступа к объекту|44 Сведения об общем файловом ресурсе|45 Съемные носители|" +
      "46 Сверка с централизованной политикой|28 Использование прав, затрагивающее конфиденциальные данные|" +
      "29 Использование прав, не затрагивающее конфиденциальные данные|" +
      "2A Другие события использования прав|2B Создание процесса|2C Завершение процесса|" +
      "2D Активность DPAPI|2E События RPC|48 События Plug and Play|4A События изменения прав маркера|" +
      "2F Аудит изменения политики|30 Изменение политики проверки подлинности|" +
      "31 Изменение политики авторизации|32 Изменение политики правила уровня MPSSVC|" +
      "33 Изменение политики платформы фильтрации|34 Другие события изменения политики|" +
      "35 Управление учетными записями|36 Управление учетной записью компьютера|" +
      "37 Управление группой безопасности|38 Управление группой распространения|" +
      "39 Управление группой приложений|3A Другие события управления учетной записью|" +
      "3B Доступ к службе каталогов|3C Изменения службы каталогов|3D Репликация службы каталогов|" +
      "3E Подробная репликация службы каталогов|3F Проверка учетных данных|" +
      "40 Операции с билетами службы Kerberos|41 Другие события входа учетных записей|" +
      "42 Служба проверки подлинности Kerberos",
  },
  {
    language: "ja",
    certainty: "candidate",
    names:
      "10 セキュリティ状態の変更|11 セキュリティ システムの拡張|12 システムの整合性|13 IPsec ドライバー|14 その他のシステム イベント|15 ログオン|16 ログオフ|" +
      "17 アカウント ロックアウト|18 IPsec メイン モード|19 IPsec クイック モード|1A IPsec 拡張モード|1B 特殊なログオン|1C その他のログオン/ログオフ イベント|" +
      "43 ネットワーク ポリシー サーバー|47 ユーザー要求/デバイスの信頼性情報|49 グループ メンバーシップ|4B アクセス権|1D ファイル システム|1E レジストリ|" +
      "1F カーネル オブジェクト|20 SAM|21 証明書サービス|22 生成されたアプリケーション|23 ハンドル操作|24 ファイルの共有|" +
      "25 フィルタリング プラットフォーム パケットのドロップ|26 フィルタリング プラットフォームの接続|27 その他のオブジェクト アクセス イベント|44 詳細なファイル共有|" +
      "45 リムーバブル記憶域|46 集約型ポリシー ステージング|28 重要な特権の使用|29 重要でない特権の使用|2A その他の特権の使用イベント|2B プロセス作成|2B プロセスの作成|" +
      "2C プロセス終了|2C プロセスの終了|2D DPAPI アクティビティ|2E RPC イベント|48 プラグ アンド プレイ イベント|4A トークン権限の調整イベント|2F 監査ポリシーの変更|" +
      "30 認証ポリシーの変更|31 承認ポリシーの変更|32 MPSSVC ルールレベル ポリシーの変更|33 フィルタリング プラットフォーム ポリシーの変更|34 その他のポリシー変更イベント|" +
      "35 ユーザー アカウント管理|35 ユーザー アカウントの管理|36 コンピューター アカウント管理|36 コンピューター アカウントの管理|37 セキュリティ グループ管理|" +
      "37 セキュリティ グループの管理|38 配布グループの管理|39 アプリケーション グループの管理|3A その他のアカウント管理イベント|3B ディレクトリ サービス アクセス|" +
      "3C ディレクトリ サービスの変更|3D ディレクトリ サービスのレプリケーション|3E 詳細なディレクトリ サービス レプリケーション|3F 資格情報の確認|" +
      "40 Kerberos サービス チケット操作|41 その他のアカウント ログオン イベント|42 Kerberos 認証サービス",
  },
  {
    language: "zh-CN",
    certainty: "candidate",
    names:
      "10 安全状态更改|11 安全系统扩展|12 系统完整性|13 IPsec 驱动程序|14 其他系统事件|15 登录|16 注销|17 帐户锁定|18 IPsec 主模式|19 IPsec 快速模式|" +
      "1A IPsec 扩展模式|1B 特殊登录|1C 其他登录/注销事件|43 网络策略服务器|47 用户/设备声明|49 组成员身份|4B 访问权限|1D 文件系统|1E 注册表|1F 内核对象|" +
      "20 SAM|21 证书服务|22 已生成应用程序|23 句柄操作|24 文件共享|25 筛选平台数据包丢弃|26 筛选平台连接|27 其他对象访问事件|44 详细的文件共享|45 可移动存储|" +
      "46 中心策略暂存|28 敏感权限使用|29 非敏感权限使用|2A 其他权限使用事件|2B 进程创建|2C 进程终止|2D DPAPI 活动|2E RPC 事件|48 即插即用事件|" +
      "4A 令牌权限调整事件|2F 审核策略更改|30 身份验证策略更改|31 授权策略更改|32 MPSSVC 规则级别策略更改|33 筛选平台策略更改|34 其他策略更改事件|35 用户帐户管理|" +
      "36 计算机帐户管理|37 安全组管理|38 分发组管理|38 通讯组管理|39 应用程序组管理|3A 其他帐户管理事件|3B 目录服务访问|3C 目录服务更改|3D 目录服务复制|" +
      "3E 详细的目录服务复制|3F 凭据验证|40 Kerberos 服务票证操作|41 其他帐户登录事件|42 Kerberos 身份验证服务",
  },
  {
    language: "sv",
    certainty: "candidate",
    names:
      "10 Ändring av säkerhetstillstånd|11 Tillägg till säkerhetssystem|12 Systemintegritet|" +
      "13 IPsec-drivrutin|14 Andra systemhändelser|15 Inloggning|16 Utloggning|17 Kontoutelåsning|" +
      "18 Huvudläge för IPsec|19 Snabbläge för IPsec|1A Utökat läge för IPsec|1B Särskild inloggning|" +
      "1C Andra in-/utloggningshändelser|43 Nätverksprincipserver|47 Användar-/enhetsanspråk|" +
      "49 Gruppmedlemskap|4B Åtkomsträttigheter|1D Filsystem|1E Register|1F Kernelobjekt|20 SAM|" +
      "21 Certifieringstjänster|23 Hantering av referenser|24 Filresurs|" +
      "25 Filtreringsplattform - ignorerade paket|26 Filtreringsplattformsanslutning|" +
      "27 Andra objektåtkomsthändelser|44 Detaljerad filresurs|45 Flyttbara lagringsmedier|" +
      "28 Användning av känslig behörighet|29 Användning av icke-känslig behörighet|" +
      "2A Andra händelser för användning av behörighet|2B Processgenerering|2B Skapande av process|" +
      "2C Processavslut|2D DPAPI-aktivitet|2E RPC-händelser|48 Plug and Play-händelser|" +
      "2F Ändring av granskningsprincip|30 Ändring av autentiseringsprincip|" +
      "31 Ändring av auktoriseringsprincip|33 Ändring av filtreringsplattformsprincip|" +
      "34 Andra händelser för principändring|35 Hantering av användarkonton|36 Hantering av datorkonton|" +
      "37 Hantering av säkerhetsgrupper|38 Hantering av distributionsgrupper|" +
      "39 Hantering av programgrupper|3A Andra händelser för kontohantering|3B Åtkomst till katalogtjänst|" +
      "3C Ändringar i katalogtjänst|3D Katalogtjänstreplikering|3E Detaljerad katalogtjänstreplikering|" +
      "3F Verifiering av autentiseringsuppgifter|40 Åtgärder för Kerberos-tjänstbiljetter|" +
      "41 Andra kontoinloggningshändelser|42 Kerberos-autentiseringstjänst",
  },
  {
    language: "cs",
    certainty: "candidate",
    names:
      "10 Změna stavu zabezpečení|11 Rozšíření systému zabezpečení|12 Integrita systému|" +
      "13 Ovladač protokolu IPsec|14 Jiné systémové události|15 Přihlášení|16 Odhlášení|17 Uzamčení účtu|" +
      "18 Hlavní režim protokolu IPsec|19 Rychlý režim protokolu IPsec|1A Rozšířený režim protokolu IPsec|" +
      "1B Zvláštní přihlášení|1B Speciální přihlášení|1C Jiné události přihlášení a odhlášení|" +
      "43 Server NPS|47 Deklarace uživatelů a zařízení|49 Členství ve skupinách|4B Přístupová práva|" +
      "1D Systém souborů|1E Registr|1F Objekt jádra|20 SAM|21 Certifikační služby|22 Vygenerováno aplikací|" +
      "23 Manipulace s popisovači|24 Sdílení souborů|25 Zahození paketů platformou Filtering Platform|" +
      "26 Připojení platformy Filtering Platform|27 Jiné události přístupu k objektům|" +
      "44 Podrobné sdílení souborů|45 Vyměnitelné úložiště|28 Použití citlivých oprávnění|" +
      "29 Použití necitlivých oprávnění|2A Jiné události použití oprávnění|2B Vytvoření procesu|" +
      "2C Ukončení procesu|2D Aktivita DPAPI|2E Události RPC|48 Události Plug and Play|" +
      "2F Změna zásad auditu|30 Změna zásad ověřování|31 Změna zásad autorizace|" +
      "32 Změna zásad na úrovni pravidel MPSSVC|33 Změna zásad platformy Filtering Platform|" +
      "34 Jiné události změny zásad|35 Správa uživatelských účtů|36 Správa účtů počítačů|" +
      "37 Správa skupin zabezpečení|38 Správa distribučních skupin|39 Správa skupin aplikací|" +
      "3A Jiné události správy účtů|3B Přístup k adresářové službě|3C Změny adresářové služby|" +
      "3D Replikace adresářové služby|3E Podrobná replikace adresářové služby|" +
      "3F Ověření přihlašovacích údajů|40 Operace lístků služby Kerberos|" +
      "41 Jiné události přihlášení k účtu|42 Služba ověřování pomocí protokolu Kerberos",
  },
];
